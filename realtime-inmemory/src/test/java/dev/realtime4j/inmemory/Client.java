package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A transport with blocking calls on one channel, so that a test reads like a story. */
record Client(InMemoryTransport transport, String channel) implements AutoCloseable {
    static final int NO_BOUND = Integer.MAX_VALUE;

    static Client open(Clock clock, long maxMessages) {
        return open("memory:", clock, maxMessages);
    }

    static Client open(String url, Clock clock, long maxMessages) {
        Retention retention = new Retention(maxMessages, Duration.ofMinutes(10));
        return new Client(
                InMemoryTransport.of(RealtimeConfig.builder(url)
                        .retention(retention)
                        .clock(clock)
                        .build()),
                "c");
    }

    Client on(String other) {
        return new Client(transport, other);
    }

    MessageId append(String data) {
        return append(data, null);
    }

    MessageId append(String data, @Nullable String key) {
        return join(transport.append(channel, new Entry("e", json(data), key)));
    }

    List<MessageId> append(int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(append("m" + i));
        }
        return ids;
    }

    Page read(ReadRequest request) {
        return join(transport.read(channel, request));
    }

    Page after(@Nullable MessageId cursor) {
        return read(ReadRequest.after(cursor, NO_BOUND, NO_BOUND));
    }

    Page before(@Nullable MessageId cursor) {
        return read(ReadRequest.before(cursor, NO_BOUND, NO_BOUND));
    }

    MessageId head() {
        return read(ReadRequest.head()).head();
    }

    Tail listen(Sink sink) {
        return join(transport.listen(channel, sink));
    }

    @Override
    public void close() {
        transport.close();
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static byte[] json(String data) {
        return ('"' + data + '"').getBytes(StandardCharsets.UTF_8);
    }

    static List<MessageId> ids(List<StoredEntry> entries) {
        synchronized (entries) {
            return entries.stream().map(StoredEntry::id).toList();
        }
    }

    static List<MessageId> ids(Page page) {
        return page.entries().stream().map(StoredEntry::id).toList();
    }
}
