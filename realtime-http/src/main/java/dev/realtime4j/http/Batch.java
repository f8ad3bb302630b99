package dev.realtime4j.http;

import java.nio.ByteBuffer;

/**
 * What a stream writes at once: frames one after the other, which many streams share. They are copied once only, to where
 * the server sends from. Immutable.
 */
public final class Batch {
    private final byte[][] parts;
    private final int[] starts;
    private final int count;
    private final int size;

    /**
     * Makes a batch.
     *
     * @param parts arrays that are never changed
     * @param starts where in each of them the batch goes on
     * @param count how many of them there are
     * @param size how many bytes that is
     */
    Batch(byte[][] parts, int[] starts, int count, int size) {
        this.parts = parts;
        this.starts = starts;
        this.count = count;
        this.size = size;
    }

    /**
     * How much it is.
     *
     * @return bytes, at least 1 and at most about 64 KiB more than the longest message
     */
    public int size() {
        return size;
    }

    /**
     * Puts all of it into a buffer.
     *
     * @param target with room for {@link #size()} bytes, of any kind
     * @throws java.nio.BufferOverflowException if it has less
     */
    public void copyTo(ByteBuffer target) {
        for (int i = 0; i < count; i++) {
            target.put(parts[i], starts[i], parts[i].length - starts[i]);
        }
    }

    /**
     * All of it as one buffer: a copy, unless it is a single frame.
     *
     * @return a buffer on an array, which may be shared by many streams and must not be written to
     */
    public ByteBuffer toBuffer() {
        if (count == 1) {
            return ByteBuffer.wrap(parts[0], starts[0], size);
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        copyTo(all);
        return all.flip();
    }
}
