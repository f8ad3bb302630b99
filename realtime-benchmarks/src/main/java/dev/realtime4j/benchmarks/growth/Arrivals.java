package dev.realtime4j.benchmarks.growth;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Counts what has arrived, for any threads. */
final class Arrivals {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = 50_000;

    private final LongAdder arrived = new LongAdder();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

    void one() {
        arrived.increment();
    }

    /** Something has gone wrong: whoever waits is told. */
    void fault(Throwable cause) {
        fault.compareAndSet(null, cause);
    }

    /**
     * Waits until so many have arrived.
     *
     * @throws IllegalStateException if they do not within a minute, or something has gone wrong
     */
    void atLeast(long count) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (arrived.sum() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("Of " + count + " messages " + arrived + " have arrived", fault.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Throwable cause = fault.get();
        if (cause != null) {
            throw new IllegalStateException("Something has gone wrong", cause);
        }
    }

    /**
     * Waits until so many have arrived, and no more.
     *
     * @throws IllegalStateException if they do not within a minute, or more did
     */
    void exactly(long count) {
        atLeast(count);
        if (arrived.sum() != count) {
            throw new IllegalStateException("In place of " + count + " messages " + arrived + " have arrived");
        }
    }
}
