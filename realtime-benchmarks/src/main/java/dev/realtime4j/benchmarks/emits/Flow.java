package dev.realtime4j.benchmarks.emits;

import dev.realtime4j.Realtime;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** A thousand messages a second, over very many channels, until it is ended. */
public final class Flow implements AutoCloseable {
    private static final long PERIOD_NANOS = 1_000_000;
    /** Prime, so that neighbours are far apart and each channel has its turn. */
    private static final long STEP = 7919;

    private final Thread thread;
    private volatile boolean ended;
    private volatile int sent;

    /**
     * Starts.
     *
     * @param realtime what emits
     * @param channels how many channels there are
     * @param name the name of each
     */
    public Flow(Realtime realtime, int channels, IntFunction<String> name) {
        thread = new Thread(() -> {
            long start = System.nanoTime();
            for (int number = 0; !ended; number++) {
                realtime.channel(name.apply((int) (number * STEP % channels))).emit("e", number);
                sent = number + 1;
                long due = start + sent * PERIOD_NANOS;
                while (!ended && System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        });
        thread.start();
    }

    /** Ends; gives how many were sent. */
    public int end() throws InterruptedException {
        ended = true;
        thread.join();
        return sent;
    }

    @Override
    public void close() {
        ended = true;
    }
}
