package dev.realtime4j.server;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Emits through a server in the order of the calls: one request at a time, which takes along what has gathered meanwhile.
 * Safe for any threads.
 */
final class RemoteAppends {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST = 500;
    private static final int MOST_BYTES = 512 * 1024; // half of what a server takes by default

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(byte[] json, long since, CompletableFuture<MessageId> stored) {}

    private final RemoteServer server;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private boolean sending;
    private int oneByOne;

    RemoteAppends(RemoteServer server) {
        this.server = server;
    }

    CompletableFuture<MessageId> add(String channel, Entry entry) {
        Waiting waiting = new Waiting(item(channel, entry), System.nanoTime(), new CompletableFuture<>());
        synchronized (this) {
            queue.add(waiting);
            if (sending) {
                return waiting.stored;
            }
            sending = true;
        }
        send();
        return waiting.stored;
    }

    private static byte[] item(String channel, Entry entry) {
        ByteArrayOutputStream item = new ByteArrayOutputStream();
        item.writeBytes(("{\"channel\":" + JSON.writeValueAsString(channel) + ",\"event\":"
                        + JSON.writeValueAsString(entry.event())
                        + (entry.key() == null ? "" : ",\"key\":" + JSON.writeValueAsString(entry.key()))
                        + ",\"data\":")
                .getBytes(StandardCharsets.UTF_8));
        item.writeBytes(entry.json());
        item.write('}');
        return item.toByteArray();
    }

    private void send() {
        failLate();
        List<Waiting> batch = next();
        if (batch.isEmpty()) {
            return;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Waiting one : batch) {
            body.write(body.size() == 0 ? '[' : ',');
            body.writeBytes(one.json);
        }
        body.write(']');
        var unused = server.post(body.toByteArray()).whenComplete((answer, failure) -> {
            if (answer == null
                    && batch.size() > 1
                    && cause(failure) instanceof RemoteServer.Refused refused
                    && refused.isOfTheContent()) {
                again(batch);
            } else if (answer == null) {
                EmitException failed = failed(failure);
                batch.forEach(one -> one.stored.completeExceptionally(failed));
            } else {
                answered(batch, answer);
            }
            send();
        });
    }

    /** Whoever has waited for as long as a request may take was told that it has failed: it must not be stored now. */
    private void failLate() {
        List<Waiting> late = new ArrayList<>(0);
        synchronized (this) {
            long now = System.nanoTime();
            while (!queue.isEmpty()
                    && now - queue.element().since >= server.timeout().toNanos()) {
                late.add(queue.remove());
            }
        }
        if (!late.isEmpty()) {
            EmitException failed = new EmitException(
                    "the server at " + server + " has not answered those before in time",
                    null,
                    true,
                    EmitException.Stored.NO);
            late.forEach(one -> one.stored.completeExceptionally(failed));
        }
    }

    /** Nothing of them is stored, for what is wrong with one: it is found by sending each alone. */
    private synchronized void again(List<Waiting> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            queue.addFirst(batch.get(i));
        }
        oneByOne = batch.size();
    }

    private synchronized List<Waiting> next() {
        List<Waiting> batch = new ArrayList<>();
        int bytes = 0;
        int most = oneByOne > 0 ? 1 : MOST;
        oneByOne = Math.max(0, oneByOne - 1);
        while (!queue.isEmpty()
                && batch.size() < most
                && (batch.isEmpty() || bytes + queue.element().json.length < MOST_BYTES)) {
            bytes += queue.element().json.length;
            batch.add(queue.remove());
        }
        sending = !batch.isEmpty();
        return batch;
    }

    private static void answered(List<Waiting> batch, byte[] answer) {
        try {
            JsonNode items = JSON.readTree(answer);
            for (int i = 0; i < batch.size(); i++) {
                JsonNode error = items.path(i).path("error");
                if (error.isMissingNode()) {
                    batch.get(i)
                            .stored
                            .complete(MessageId.parse(items.path(i).path("id").asString("")));
                } else {
                    batch.get(i)
                            .stored
                            .completeExceptionally(new EmitException(
                                    error.path("message").asString(""),
                                    null,
                                    true,
                                    error.path("stored").asString("").equals("no")
                                            ? EmitException.Stored.NO
                                            : EmitException.Stored.UNKNOWN));
                }
            }
        } catch (JacksonException | IllegalArgumentException e) {
            EmitException failed = new EmitException(
                    "the server's answer cannot be read; is it a Realtime server?",
                    e,
                    false,
                    EmitException.Stored.UNKNOWN);
            batch.forEach(one -> one.stored.completeExceptionally(failed));
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static EmitException failed(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        boolean stays = cause instanceof RemoteServer.Refused refused && !refused.mayBeStored();
        return new EmitException(
                String.valueOf(cause == null ? null : cause.getMessage()),
                cause,
                cause instanceof RealtimeException known && known.retryable(),
                stays ? EmitException.Stored.NO : EmitException.Stored.UNKNOWN);
    }
}
