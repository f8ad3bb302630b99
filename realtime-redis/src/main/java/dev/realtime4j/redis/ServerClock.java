package dev.realtime4j.redis;

/** The server's clock as this process knows it. Safe for any threads. */
final class ServerClock {
    private volatile long offset;

    /** The server's time in ms since 1970. */
    long now() {
        return System.currentTimeMillis() + offset;
    }

    /** Takes what the server has said now. */
    void set(long millis) {
        offset = millis - System.currentTimeMillis();
    }
}
