package dev.realtime4j.benchmarks.fanout;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps a publisher close to the slowest receiver, so that nothing is lost however little a contestant keeps. */
final class Window {
    /** How far the slowest receiver may be behind: less than Realtime keeps by default (1,000 messages). */
    static final int SIZE = 896;
    /** What contestants with buffers of their own are given: the next power of two. */
    static final int BUFFER = 1024;

    private static final int CHECK_EVERY = 128;
    private static final int YIELDS = 200;
    private static final long PAUSE_NANOS = 50_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Receivers receivers;
    private long slowest;

    Window(Receivers receivers) {
        this.receivers = receivers;
    }

    /** Waits, before a message is published, until there is room for it and those up to the next look. */
    void before(long number) {
        if ((number & (CHECK_EVERY - 1)) == 0 && number + CHECK_EVERY - slowest > SIZE) {
            await(number + CHECK_EVERY - SIZE);
        }
    }

    /** Waits until all receivers have got so many messages, or nothing has come for long. */
    @SuppressWarnings("ThreadPriorityCheck") // the receivers need the processor
    void await(long number) {
        int waits = 0;
        long since = System.nanoTime();
        while (true) {
            long now = receivers.slowest();
            if (now >= number) {
                slowest = now;
                return;
            }
            if (now > slowest) {
                slowest = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE_NANOS) {
                throw new IllegalStateException("A receiver stands at message " + now + ", waited for " + number);
            }
            if (++waits < YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
