package dev.realtime4j.chaos.history;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The word to stop, for which all who work in a run wait between two things that they do. Safe for any threads. */
public final class Stop {
    private final CountDownLatch said = new CountDownLatch(1);

    /** Nobody has said it yet. */
    public Stop() {}

    /** Says it. */
    public void say() {
        said.countDown();
    }

    /** {@return whether it was said} */
    public boolean isSaid() {
        return said.getCount() == 0;
    }

    /**
     * Waits for it.
     *
     * @param most at most so long
     * @return whether it was said
     */
    public boolean within(Duration most) {
        try {
            return said.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
