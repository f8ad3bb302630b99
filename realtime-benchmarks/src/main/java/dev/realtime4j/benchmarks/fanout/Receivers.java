package dev.realtime4j.benchmarks.fanout;

import java.util.concurrent.atomic.AtomicLongArray;

/** What all receivers of a run have got. Each receiver is written by one thread at a time and read by the publisher. */
final class Receivers {
    /** Far enough apart for no two to share a cache line. */
    private static final int STRIDE = 16;

    private final int size;
    private final AtomicLongArray received;
    private volatile boolean disordered;

    Receivers(int size) {
        this.size = size;
        this.received = new AtomicLongArray((size + 1) * STRIDE);
    }

    int size() {
        return size;
    }

    /** Counts a message that a receiver has got. */
    void take(int receiver, long number) {
        int place = (receiver + 1) * STRIDE;
        long expected = received.getPlain(place);
        if (number != expected) {
            disordered = true;
        }
        received.setRelease(place, expected + 1);
    }

    /** A message was lost. */
    void lost() {
        disordered = true;
    }

    /** What the slowest receiver has got. */
    long slowest() {
        long slowest = Long.MAX_VALUE;
        for (int receiver = 0; receiver < size; receiver++) {
            slowest = Math.min(slowest, received.getAcquire((receiver + 1) * STRIDE));
        }
        return slowest;
    }

    /** Whether each receiver has got exactly so many messages, in order. */
    boolean complete(long messages) {
        for (int receiver = 0; receiver < size; receiver++) {
            if (received.getAcquire((receiver + 1) * STRIDE) != messages) {
                return false;
            }
        }
        return !disordered;
    }
}
