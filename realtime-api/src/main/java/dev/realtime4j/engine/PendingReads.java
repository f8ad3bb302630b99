package dev.realtime4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that reads end, and attempts to listen. A transport ends them within the request timeout and then says why; one that
 * forgets one must not stop a channel for ever, so that fails a quarter of that later. Reads that are done are let go at once, as their
 * pages may be large. Safe for any threads.
 */
final class PendingReads {
    private static final long LOOK_MILLIS = 1_000;
    /** A read ends late by at most this part of the timeout. */
    private static final int LOOKS = 16;

    private final Dispatcher dispatcher;
    private final long timeoutNanos;
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
    private final Looks looks;

    private static final class Pending {
        private final long startNanos = System.nanoTime();
        /** Null once it is done. */
        private volatile @Nullable CompletableFuture<?> read;

        Pending(CompletableFuture<?> read) {
            this.read = read;
        }
    }

    PendingReads(Dispatcher dispatcher, long requestNanos) {
        this.dispatcher = dispatcher;
        this.timeoutNanos = requestNanos / 4 * 5;
        long lookMillis = Math.max(1, Math.min(LOOK_MILLIS, timeoutNanos / LOOKS / 1_000_000));
        this.looks = new Looks(dispatcher, lookMillis, this::look, () -> !pending.isEmpty());
    }

    void add(CompletableFuture<?> read) {
        Pending one = new Pending(read);
        pending.add(one);
        var unused = read.whenComplete((page, failure) -> one.read = null);
        looks.begin();
    }

    private void look() {
        long now = System.nanoTime();
        List<CompletableFuture<?>> forgotten = new ArrayList<>();
        pending.removeIf(one -> {
            CompletableFuture<?> read = one.read;
            if (read != null && now - one.startNanos >= timeoutNanos) {
                forgotten.add(read);
            }
            return read == null;
        });
        if (!forgotten.isEmpty()) {
            // Not in the thread that keeps time.
            dispatcher.run(() -> forgotten.forEach(read -> read.completeExceptionally(new TimeoutException())));
        }
    }
}
