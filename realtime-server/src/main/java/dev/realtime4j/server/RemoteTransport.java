package dev.realtime4j.server;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * The channels of a server as a transport, so that the commands work at a server as they do on a backend. The server
 * enforces the retention; what it tells as a gap or a reset is judged by one more read, as from any backend.
 */
final class RemoteTransport implements Transport {
    private static final long LOOK_SECONDS = 5;

    private final RemoteServer server;
    private final Consumer<String> told;
    private final RemoteAppends appends;
    private final Set<RemoteTail> tails = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "realtime-remote-timer");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    /**
     * Makes a transport.
     *
     * @param told is told what keeps a stream from being followed until somebody does something; called by any thread
     */
    RemoteTransport(RemoteServer server, Consumer<String> told) {
        this.server = server;
        this.told = told;
        this.appends = new RemoteAppends(server);
        var unused = timer.scheduleAtFixedRate(
                () -> tails.forEach(RemoteTail::endIfSilent), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return closed ? refused() : appends.add(channel, entry);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        if (closed) {
            return refused();
        }
        boolean forward = request.direction() == ReadRequest.Direction.FORWARD && request.limit() > 0;
        String query = "/history?channel=" + RemoteServer.encoded(channel) + "&limit=" + Math.max(1, request.limit())
                + "&order=" + (forward ? "oldest" : "latest")
                + (request.cursor() == null ? "" : "&after=" + request.cursor());
        return server.get(query).thenApply(body -> {
            RemoteJson.History history = history(body);
            if (request.limit() == 0) {
                return new Page(List.of(), Continuity.EXACT, history.cursor(), true, history.cursor());
            }
            return forward ? forward(request, history) : backward(request, history);
        });
    }

    private RemoteJson.History history(byte[] body) {
        try {
            return RemoteJson.history(body);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new RealtimeException(
                    "the answer of the server at " + server + " cannot be read; is it a Realtime server?", e, false);
        }
    }

    private static Page forward(ReadRequest request, RemoteJson.History history) {
        if (history.lost() == Gap.Reason.RESET) {
            MessageId common = history.lostUpTo() == null ? MessageId.BEGINNING : history.lostUpTo();
            return Page.otherLog(common, history.cursor());
        }
        Continuity continuity = history.lost() == null
                ? Continuity.EXACT
                : history.lost() == Gap.Reason.TRIMMED ? Continuity.TRIMMED : Continuity.UNKNOWN;
        List<StoredEntry> entries = bounded(history.entries(), request.maxBytes());
        boolean whole = entries.size() == history.entries().size();
        MessageId scannedTo =
                whole ? history.cursor() : entries.get(entries.size() - 1).id();
        // Where more follows, the head is not told; nobody asks a forward page for it.
        return new Page(entries, continuity, scannedTo, whole && history.next() == null, scannedTo);
    }

    private static Page backward(ReadRequest request, RemoteJson.History history) {
        List<StoredEntry> newestFirst = new ArrayList<>(history.entries());
        Collections.reverse(newestFirst);
        List<StoredEntry> entries = bounded(newestFirst, request.maxBytes());
        boolean whole = entries.size() == newestFirst.size();
        boolean end = whole && history.next() == null;
        MessageId scannedTo = end
                ? MessageId.BEGINNING
                : whole && history.next() != null
                        ? history.next()
                        : entries.get(entries.size() - 1).id();
        return new Page(entries, Continuity.EXACT, scannedTo, end, history.cursor());
    }

    private static List<StoredEntry> bounded(List<StoredEntry> entries, int maxBytes) {
        int bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).json().length;
            if (bytes >= maxBytes) {
                return entries.subList(0, i + 1);
            }
        }
        return entries;
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        if (closed) {
            return refused();
        }
        RemoteTail tail = new RemoteTail(server, channel, sink, told, tails::remove);
        tails.add(tail);
        return tail.start();
    }

    private static <T> CompletionStage<T> refused() {
        return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }

    @Override
    public void close() {
        closed = true;
        tails.forEach(RemoteTail::close);
        timer.shutdownNow();
    }
}
