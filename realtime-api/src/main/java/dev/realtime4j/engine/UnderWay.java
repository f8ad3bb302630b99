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
 * Sees to it that what a transport was asked for ends in time. A queue of all that is under way, which is looked through a few
 * times within a timeout, takes the place of a timer for each: that costs more than an emit. Safe for any threads.
 */
final class UnderWay {
    /** A call ends late by at most this part of the timeout. */
    private static final int LOOKS = 32;

    private static final long MOST_MILLIS = 100;

    /** Something that a transport was asked for. */
    interface Call {
        boolean isDone();

        /** How long it has been under way. */
        long nanos();

        /** Ends it with a failure, unless it has ended. */
        void fail(Throwable cause);
    }

    private final Dispatcher dispatcher;
    private final long timeoutNanos;
    private final long lookMillis;
    private final Queue<Call> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean watching = new AtomicBoolean();

    UnderWay(Dispatcher dispatcher, long timeoutNanos) {
        this.dispatcher = dispatcher;
        this.timeoutNanos = timeoutNanos;
        this.lookMillis = Math.max(1, Math.min(MOST_MILLIS, timeoutNanos / LOOKS / 1_000_000));
    }

    void add(Call call) {
        pending.add(call);
        if (!watching.get() && watching.compareAndSet(false, true)) {
            dispatcher.later(lookMillis, this::look);
        }
    }

    private void look() {
        List<Call> due = new ArrayList<>();
        pending.removeIf(call -> {
            boolean late = !call.isDone() && call.nanos() >= timeoutNanos;
            if (late) {
                due.add(call);
            }
            return late || call.isDone();
        });
        if (!due.isEmpty()) {
            // Not in the thread that keeps time: what waits for an emit is the user's.
            var unused = CompletableFuture.runAsync(() -> due.forEach(call -> call.fail(new TimeoutException())));
        }
        watching.set(false);
        if (!pending.isEmpty() && watching.compareAndSet(false, true)) {
            dispatcher.later(lookMillis, this::look);
        }
    }

    /** Ends what the transport has left unanswered when it was closed. */
    void close() {
        pending.forEach(call -> call.fail(new RealtimeException("this Realtime was closed meanwhile", null, true)));
        pending.clear();
    }
}
