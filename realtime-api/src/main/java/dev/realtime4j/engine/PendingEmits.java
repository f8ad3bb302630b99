package dev.realtime4j.engine;

import dev.realtime4j.RealtimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sees to it that emits end within the request timeout (Rule E5). A queue of all that are under way, which is looked through a
 * few times within a timeout, takes the place of a timer for each: that costs more than an emit. Safe for any threads.
 */
final class PendingEmits {
    /** An emit ends late by at most this part of the timeout. */
    private static final int LOOKS = 32;

    private static final long MOST_MILLIS = 100;

    private final Dispatcher dispatcher;
    private final long timeoutNanos;
    private final long lookMillis;
    private final Queue<PendingEmit> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watching = new AtomicBoolean();

    PendingEmits(Dispatcher dispatcher, long timeoutNanos) {
        this.dispatcher = dispatcher;
        this.timeoutNanos = timeoutNanos;
        this.lookMillis = Math.max(1, Math.min(MOST_MILLIS, timeoutNanos / LOOKS / 1_000_000));
    }

    void add(PendingEmit emit) {
        pending.add(emit);
        if (!watching.get() && watching.compareAndSet(false, true)) {
            dispatcher.later(lookMillis, this::look);
        }
    }

    private void look() {
        List<PendingEmit> due = new ArrayList<>();
        pending.removeIf(emit -> {
            boolean late = !emit.isDone() && emit.nanos() >= timeoutNanos;
            if (late) {
                due.add(emit);
            }
            return late || emit.isDone();
        });
        if (!due.isEmpty()) {
            // Not in the thread that keeps time: what waits for an emit is the user's.
            var unused = CompletableFuture.runAsync(() -> due.forEach(emit -> emit.fail(new TimeoutException())));
        }
        watching.set(false);
        if (!pending.isEmpty() && watching.compareAndSet(false, true)) {
            dispatcher.later(lookMillis, this::look);
        }
    }

    /** Ends what the transport has left unanswered when it was closed. */
    void close() {
        pending.forEach(emit -> emit.fail(new RealtimeException("this Realtime was closed meanwhile", null, true)));
        pending.clear();
    }
}
