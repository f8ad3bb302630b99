package dev.realtime4j.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few requests of the JetStream API that reading needs, answered by a stream's leader. Safe for any threads. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int NO_MESSAGE = 10037;

    private final Link link;
    private final String root;
    private final Duration timeout;

    /** What a stream says of itself. */
    record StreamState(long createdMillis, long lastSeq) {}

    Api(Link link, @Nullable String domain, Duration timeout) {
        this.link = link;
        this.root = domain == null ? "$JS.API." : "$JS." + domain + ".API.";
        this.timeout = timeout;
    }

    /** A subject of the API. */
    String subject(String request) {
        return root + request;
    }

    /** The newest record of a subject, as the stream's leader has it (Rule H6). */
    CompletableFuture<Records.@Nullable Kept> last(Group group, String subject) {
        return record(group, Map.of("last_by_subj", subject));
    }

    /** The oldest record of a subject from a sequence on. */
    CompletableFuture<Records.@Nullable Kept> next(Group group, String subject, long seq) {
        return record(group, Map.of("next_by_subj", subject, "seq", Math.max(1, seq)));
    }

    /** The position of the record at a sequence if it is of the subject; one that no cursor equals if it is of another. */
    CompletableFuture<Records.@Nullable Kept> at(Group group, String subject, long seq) {
        return message(group, Map.of("seq", seq)).thenApply(info -> {
            if (info == null) {
                return null;
            }
            return subject.equals(info.getSubject()) ? kept(info) : Records.decode(seq, null, null);
        });
    }

    private CompletableFuture<Records.@Nullable Kept> record(Group group, Map<String, ?> query) {
        return message(group, query).thenApply(info -> info == null ? null : kept(info));
    }

    private static Records.Kept kept(MessageInfo info) {
        return Records.decode(info.getSeq(), info.getHeaders(), info.getData());
    }

    private CompletableFuture<@Nullable MessageInfo> message(Group group, Map<String, ?> query) {
        return ask("STREAM.MSG.GET." + group.stream(), query).thenApply(answer -> {
            MessageInfo info = new MessageInfo(answer, group.stream(), false);
            if (!info.hasError()) {
                return info;
            }
            if (info.getApiErrorCode() == NO_MESSAGE) {
                return null;
            }
            throw new CompletionException(Failures.read("stream " + group.stream() + ": " + info.getError(), null));
        });
    }

    /** When the stream was created and how far it has got. */
    CompletableFuture<StreamState> state(Group group) {
        return askJson("STREAM.INFO." + group.stream(), Map.of()).thenApply(answer -> {
            try {
                return new StreamState(
                        java.time.OffsetDateTime.parse(answer.path("created").asString()).toInstant().toEpochMilli(),
                        answer.path("state").path("last_seq").asLong());
            } catch (java.time.DateTimeException e) {
                throw new CompletionException(Failures.read("stream " + group.stream() + " has no date", e));
            }
        });
    }

    /** Asks for something that is answered in JSON; an answer that tells an error fails the stage. */
    CompletableFuture<JsonNode> askJson(String request, Map<String, ?> query) {
        return ask(request, query).thenApply(answer -> {
            JsonNode json = JSON.readTree(answer.getData());
            if (json.has("error")) {
                throw new CompletionException(Failures.read(
                        request + ": " + json.path("error").path("description").asString(), null));
            }
            return json;
        });
    }

    private CompletableFuture<Message> ask(String request, Map<String, ?> query) {
        Connection connection = link.current();
        if (connection == null) {
            return CompletableFuture.failedFuture(Failures.away());
        }
        try {
            return connection
                    .requestWithTimeout(root + request, (Headers) null, json(query), timeout)
                    .exceptionally(failure -> {
                        throw new CompletionException(Failures.read("NATS does not answer " + request, failure));
                    });
        } catch (IllegalStateException closed) {
            return CompletableFuture.failedFuture(Failures.away());
        }
    }

    static byte[] json(Map<String, ?> value) {
        return value.isEmpty() ? new byte[0] : JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }
}
