package dev.realtime4j.engine;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all rings of one Realtime may hold together. */
final class RingBudget {
    private final AtomicLong free;

    RingBudget(long bytes) {
        free = new AtomicLong(bytes);
    }

    /** Takes bytes out of the budget, or nothing if fewer are left. */
    boolean reserve(long bytes) {
        long left = free.get();
        while (left >= bytes) {
            if (free.compareAndSet(left, left - bytes)) {
                return true;
            }
            left = free.get();
        }
        return false;
    }

    void release(long bytes) {
        free.addAndGet(bytes);
    }
}
