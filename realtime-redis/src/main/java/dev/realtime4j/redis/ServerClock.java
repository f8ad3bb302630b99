package dev.realtime4j.redis;

import java.util.concurrent.TimeUnit;

/** The server's clock as this process knows it. Safe for any threads. */
final class ServerClock {
    /** More than two clocks that were compared can differ by, less than a server needs to come back. */
    private static final long INACCURACY_MILLIS = 20;

    private volatile long offset;

    /** The server's time in ms since 1970. */
    long now() {
        return System.currentTimeMillis() + offset;
    }

    /**
     * The newest id, as a time in ms, that can have been stored when the server was last heard: it is in the log of before an
     * interruption, whatever has become of the server since. Reckoned back from the time it has now, in case its clock has
     * changed.
     *
     * @param heard the {@link System#nanoTime} of that
     */
    long aliveUntil(long heard) {
        return now() + INACCURACY_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heard);
    }

    /** Takes what the server has said now. */
    void set(long millis) {
        offset = millis - System.currentTimeMillis();
    }
}
