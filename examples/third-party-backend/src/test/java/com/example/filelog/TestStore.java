package com.example.filelog;

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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A transport whose clock stands still until it is moved, with calls that wait. */
final class TestStore implements AutoCloseable {
    static final String CHANNEL = "orders";

    final Path directory;
    private final Retention retention;
    private long now = 1_795_000_000_000L;
    private FileTransport transport;

    TestStore(Path directory, Retention retention) {
        this.directory = directory;
        this.retention = retention;
        this.transport = open();
    }

    FileTransport open() {
        return FileTransport.open(
                directory,
                RealtimeConfig.builder()
                        .retention(retention)
                        .clock(new MovedClock())
                        .option("durability", "os")
                        .build());
    }

    FileTransport transport() {
        return transport;
    }

    /** A kill loses nothing that a close would save: closing writes nothing. */
    void restart() {
        restart(() -> {});
    }

    void restart(ThrowingRunnable whileDown) {
        transport.close();
        try {
            whileDown.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        transport = open();
    }

    interface ThrowingRunnable {
        void run() throws Exception;
    }

    void advance(Duration time) {
        now += time.toMillis();
    }

    long now() {
        return now;
    }

    Path file() {
        return directory.resolve(FileStore.fileName(CHANNEL));
    }

    MessageId append(String json) {
        return append(CHANNEL, json, null);
    }

    MessageId append(String channel, String json, @Nullable String key) {
        return await(transport.append(channel, entry(json, key)));
    }

    static Entry entry(String json, @Nullable String key) {
        return new Entry("order.placed", json.getBytes(StandardCharsets.UTF_8), key);
    }

    Page after(@Nullable MessageId cursor) {
        return read(CHANNEL, ReadRequest.after(cursor, 1000, 1 << 20));
    }

    Page read(String channel, ReadRequest request) {
        return await(transport.read(channel, request));
    }

    Tail listen(Sink sink) {
        return await(transport.listen(CHANNEL, sink));
    }

    static List<String> data(Page page) {
        return page.entries().stream().map(TestStore::data).toList();
    }

    static String data(StoredEntry entry) {
        return new String(entry.json(), StandardCharsets.UTF_8);
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        transport.close();
    }

    private final class MovedClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
