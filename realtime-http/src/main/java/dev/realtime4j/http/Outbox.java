package dev.realtime4j.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one stream will write next: a batch being gathered, at most {@link #FULL} and one frame. Holds nothing between two
 * batches, and copies nothing: frames are shared. Not safe for several threads.
 */
final class Outbox {
    static final int FULL = 64 * 1024;
    private static final byte[][] NO_PARTS = {};
    private static final int[] NO_STARTS = {};
    private static final int FEW = 4;

    private byte[][] parts = NO_PARTS;
    private int[] starts = NO_STARTS;
    private int count;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size >= FULL;
    }

    void add(byte[] part) {
        add(part, 0);
    }

    /** Adds what an array, which will never be changed, holds from a place on. */
    void add(byte[] part, int from) {
        if (count == parts.length) {
            int capacity = count == 0 ? 1 : Math.max(FEW, 2 * count);
            parts = Arrays.copyOf(parts, capacity);
            starts = Arrays.copyOf(starts, capacity);
        }
        parts[count] = part;
        starts[count] = from;
        count++;
        size += part.length - from;
    }

    /** Gives the batch and is empty again; null if there is nothing. */
    @Nullable
    Batch take() {
        if (count == 0) {
            return null;
        }
        Batch batch = new Batch(parts, starts, count, size);
        parts = NO_PARTS;
        starts = NO_STARTS;
        count = 0;
        size = 0;
        return batch;
    }
}
