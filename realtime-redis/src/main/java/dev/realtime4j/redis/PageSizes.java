package dev.realtime4j.redis;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How large pages have been of late: a server keeps what it has answered and we have not read yet, and may run out of memory
 * where very many reads are under way, as for all channels after an interruption. Safe for any threads.
 */
final class PageSizes {
    /** Of a page of which nothing is known. */
    private static final int UNKNOWN = 64 * 1024;

    private final AtomicInteger average = new AtomicInteger(UNKNOWN);

    /** How large the next page may be, of which that much is asked for. */
    int expected(int most) {
        return Math.min(most, average.get());
    }

    /** A page has come: larger ones count more. */
    void came(int bytes) {
        average.updateAndGet(before -> before + (bytes - before) / (bytes > before ? 2 : 8));
    }
}
