package dev.realtime4j.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one stream will write next: a batch being gathered, at most {@link #FULL} and one frame. Holds nothing between two
 * batches, and a batch of a single shared frame is that frame, not a copy. Not safe for several threads.
 */
final class Outbox {
    static final int FULL = 64 * 1024;
    private static final int SMALLEST = 1024;

    private byte @Nullable [] bytes;
    private int start;
    private int size;
    private boolean shared;

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
        int length = part.length - from;
        byte[] own = bytes;
        if (own == null) {
            bytes = part;
            start = from;
            size = length;
            shared = true;
            return;
        }
        if (shared || size + length > own.length) {
            own = grown(own, size + length);
        }
        System.arraycopy(part, from, own, size, length);
        size += length;
    }

    private byte[] grown(byte[] old, int needed) {
        int capacity = Math.max(SMALLEST, Math.max(needed, 2 * size));
        byte[] larger = start == 0 ? Arrays.copyOf(old, capacity) : Arrays.copyOfRange(old, start, start + capacity);
        bytes = larger;
        start = 0;
        shared = false;
        return larger;
    }

    /** Gives the batch and is empty again; null if there is nothing. */
    @Nullable
    ByteBuffer take() {
        byte[] all = bytes;
        if (all == null) {
            return null;
        }
        ByteBuffer batch = ByteBuffer.wrap(all, start, size);
        bytes = null;
        size = 0;
        return batch;
    }
}
