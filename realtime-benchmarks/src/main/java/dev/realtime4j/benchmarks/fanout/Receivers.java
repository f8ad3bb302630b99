package dev.realtime4j.benchmarks.fanout;

import java.util.concurrent.atomic.AtomicLongArray;

/** What all receivers of a run have got. */
final class Receivers {
    /** Far enough apart for no two to share a cache line. */
    private static final int STRIDE = 16;
    /** How many messages a receiver takes before it says so, to keep the counting cheap. */
    private static final int TELL_EVERY = 64;

    private final int size;
    private final long messages;
    private final AtomicLongArray told;
    private volatile boolean disordered;

    Receivers(int size, long messages) {
        this.size = size;
        this.messages = messages;
        this.told = new AtomicLongArray((size + 1) * STRIDE);
    }

    /** One that gets messages, by one thread at a time. */
    final class Receiver {
        private final int place;
        private long next;

        Receiver(int index) {
            place = (index + 1) * STRIDE;
        }

        /** Counts a message, which must be the next one. */
        void take(long number) {
            if (number != next) {
                disordered = true;
            }
            next++;
            if ((next & (TELL_EVERY - 1)) == 0 || next >= messages) {
                told.setRelease(place, next);
            }
        }
    }

    int size() {
        return size;
    }

    /** A receiver, to be made once for each index below {@link #size()}. */
    Receiver receiver(int index) {
        return new Receiver(index);
    }

    /** A message was lost. */
    void lost() {
        disordered = true;
    }

    /** What the slowest receiver has got, as far as it has said. */
    long slowest() {
        long slowest = Long.MAX_VALUE;
        for (int index = 0; index < size; index++) {
            slowest = Math.min(slowest, told.getAcquire((index + 1) * STRIDE));
        }
        return slowest;
    }

    /** Whether each receiver has got each message once, in order. */
    boolean complete() {
        for (int index = 0; index < size; index++) {
            if (told.getAcquire((index + 1) * STRIDE) != messages) {
                return false;
            }
        }
        return !disordered;
    }
}
