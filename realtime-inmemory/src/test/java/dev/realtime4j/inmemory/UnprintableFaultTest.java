package dev.realtime4j.inmemory;

import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler throws what throws itself when it is printed: one bad message stops nothing (Rule S7). */
class UnprintableFaultTest {
    private final Realtime realtime = Realtime.connect("memory:");
    private final Channel channel = realtime.channel("c");
    private final CountDownLatch all = new CountDownLatch(1);
    private final List<String> handled = new CopyOnWriteArrayList<>();

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not yet known");
        }
    }

    @AfterEach
    void close() {
        realtime.close();
    }

    /** Emits four, which are handed over at once. */
    private void emitAll() {
        for (int i = 0; i < 4; i++) {
            channel.emit("e", i);
        }
        all.countDown();
    }

    private void handle(String data) {
        try {
            all.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        handled.add(data);
    }

    @Test
    void thrownAtOnce() {
        channel.subscribe(options -> options.onMessage(message -> {
            handle(message.json());
            if (message.json().equals("2")) {
                throw new Unprintable();
            }
        }));
        emitAll();
        await().until(() -> handled.equals(List.of("0", "1", "2", "3")));
    }

    @Test
    void thrownLater() {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        channel.subscribe(options -> options.onMessageAsync(message -> {
            handle(message.json());
            return message.json().equals("2") ? stage : CompletableFuture.completedFuture(null);
        }));
        emitAll();
        await().until(() -> handled.equals(List.of("0", "1", "2")));
        // A future prints what it hands on, and so throws in the thread that completes it.
        var unused = CompletableFuture.runAsync(() -> stage.completeExceptionally(new Unprintable()));
        await().until(() -> handled.equals(List.of("0", "1", "2", "3")));
    }
}
