package dev.realtime4j.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits that an end cuts short. */
final class Backoff {
    private static final long FIRST_MILLIS = 20;
    private static final long LONGEST_MILLIS = 1_000;
    private static final int LONGEST_AFTER_LOSS = 4;
    private static final long BRIEF = TimeUnit.SECONDS.toNanos(1);

    private Backoff() {}

    /** Waits before another attempt, longer each time and with jitter; true if the end has come. */
    static boolean await(CountDownLatch end, int attempt) {
        long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempt, 6));
        return await(
                end, TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
    }

    /**
     * Waits where a connection was lost as soon as it was there, longer each time: making it anew did not help. Not for long,
     * since it may have been a cut.
     *
     * @param since the {@link System#nanoTime} at which it was there
     * @param brief how many before it did not last either
     * @return the same with this one
     */
    static int afterLoss(CountDownLatch end, long since, int brief) {
        if (System.nanoTime() - since >= BRIEF) {
            return 0;
        }
        await(end, Math.min(brief, LONGEST_AFTER_LOSS));
        return brief + 1;
    }

    /** Waits for some nanoseconds; true if the end has come. */
    static boolean await(CountDownLatch end, long nanos) {
        try {
            return end.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
