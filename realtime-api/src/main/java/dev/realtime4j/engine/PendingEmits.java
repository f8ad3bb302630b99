package dev.realtime4j.engine;

import dev.realtime4j.RealtimeException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/**
 * Sees to it that emits end within the request timeout (Rule E5). A queue of all that are under way, which is looked through a
 * few times within a timeout, takes the place of a timer for each: that costs more than an emit. Safe for any threads.
 */
final class PendingEmits {
    /** An emit ends late by at most this part of the timeout. */
    private static final int LOOKS = 32;

    private static final long MOST_MILLIS = 100;

    private final long timeoutNanos;
    private final Queue<PendingEmit> pending = new ConcurrentLinkedQueue<>();
    private final Looks looks;

    PendingEmits(Dispatcher dispatcher, long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
        long lookMillis = Math.max(1, Math.min(MOST_MILLIS, timeoutNanos / LOOKS / 1_000_000));
        this.looks = new Looks(dispatcher, lookMillis, this::look, () -> !pending.isEmpty());
    }

    void add(PendingEmit emit) {
        pending.add(emit);
        looks.begin();
    }

    private void look() {
        pending.removeIf(emit -> {
            if (!emit.isDone() && emit.nanos() >= timeoutNanos) {
                emit.giveUp(new TimeoutException());
                return true;
            }
            return emit.isDone();
        });
    }

    /** Ends what the transport has left unanswered when it was closed. */
    void close() {
        pending.forEach(
                emit -> emit.accept(null, new RealtimeException("this Realtime was closed meanwhile", null, true)));
        pending.clear();
    }
}
