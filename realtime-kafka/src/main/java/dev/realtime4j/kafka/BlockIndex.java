package dev.realtime4j.kafka;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells in which blocks of {@value #SIZE} offsets of a partition a channel may have records: per block the 32-bit
 * fingerprints of its channels, so 4 bytes a record at most, however many channels there are. A fingerprint that two
 * channels share costs a read that finds nothing, never a wrong answer.
 *
 * <p>The newest block is open: records are added to it, in the order of their offsets. Older ones are put in whole, in any
 * order; one that is missing has to be scanned. Safe for any threads.
 */
final class BlockIndex {
    /** How many offsets a block spans. */
    static final int SIZE = 1024;

    private static final int SHIFT = 10;

    /** The fingerprints of a block, sorted, and the newest time in it. Immutable. */
    static final class Block {
        private final int[] prints;
        private final long maxTime;

        private Block(int[] prints, int count, long maxTime) {
            int[] sorted = Arrays.copyOf(prints, count);
            Arrays.sort(sorted);
            int distinct = 0;
            for (int i = 0; i < count; i++) {
                if (i == 0 || sorted[i] != sorted[i - 1]) {
                    sorted[distinct++] = sorted[i];
                }
            }
            this.prints = distinct == count ? sorted : Arrays.copyOf(sorted, distinct);
            this.maxTime = maxTime;
        }

        boolean mayContain(int print) {
            return Arrays.binarySearch(prints, print) >= 0;
        }

        long maxTime() {
            return maxTime;
        }

        int size() {
            return prints.length;
        }
    }

    /** Collects the fingerprints of one block. */
    static final class Collector {
        private int[] prints = new int[64];
        private int count;
        private long maxTime = Long.MIN_VALUE;

        void add(int print) {
            if (count == prints.length) {
                prints = Arrays.copyOf(prints, count * 2);
            }
            prints[count++] = print;
        }

        void time(long time) {
            maxTime = Math.max(maxTime, time);
        }

        Block block() {
            return new Block(prints, count, maxTime);
        }

        private boolean mayContain(int print) {
            for (int i = 0; i < count; i++) {
                if (prints[i] == print) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The blocks from a number on; null where one is missing. */
    private static final class Span {
        private final long first;
        private final @Nullable Block[] blocks;

        Span(long first, @Nullable Block[] blocks) {
            this.first = first;
            this.blocks = blocks;
        }

        @Nullable
        Block get(long number) {
            long at = number - first;
            return at < 0 || at >= blocks.length ? null : blocks[(int) at];
        }
    }

    private volatile Span span;
    private Collector open = new Collector();
    private volatile long openNumber;

    /**
     * Makes an index without a block.
     *
     * @param logStart the partition's first offset
     * @param offset the offset of the first record that will be added; its block is the open one
     */
    BlockIndex(long logStart, long offset) {
        openNumber = numberOf(offset);
        long first = numberOf(logStart);
        span = new Span(first, new @Nullable Block[(int) (openNumber - first) + 16]);
    }

    static long numberOf(long offset) {
        return offset >> SHIFT;
    }

    static long startOf(long number) {
        return number << SHIFT;
    }

    /** Notes that all before an offset has been added, so that the blocks before it are whole. */
    synchronized void reached(long offset) {
        long number = numberOf(offset);
        while (openNumber < number) {
            put(openNumber, open.block());
            open = new Collector();
            openNumber++;
        }
    }

    /** Adds a record to the open block; after {@link #reached} for its offset. */
    synchronized void add(int print, long time) {
        open.add(print);
        open.time(time);
    }

    /** Puts in a whole block, unless it has been trimmed. */
    synchronized void put(long number, Block block) {
        Span now = span;
        int at = (int) (number - now.first);
        if (at >= now.blocks.length) {
            now = new Span(now.first, Arrays.copyOf(now.blocks, Math.max(at + 1, now.blocks.length * 3 / 2)));
            span = now;
        }
        if (at >= 0) {
            now.blocks[at] = block;
        }
    }

    /** Forgets the blocks that end before an offset. */
    synchronized void trim(long offset) {
        Span now = span;
        int surplus = (int) (Math.min(numberOf(offset), openNumber) - now.first);
        if (surplus > 0) {
            int length = Math.max(16, now.blocks.length - surplus);
            span = new Span(now.first + surplus, Arrays.copyOfRange(now.blocks, surplus, surplus + length));
        }
    }

    /** Whether a block is known; the open one and those after it are. */
    boolean isIndexed(long number) {
        return number >= openNumber || span.get(number) != null;
    }

    /**
     * The newest block that has to be looked at.
     *
     * @param print a channel's fingerprint
     * @param below only blocks with offsets before this one
     * @param from only blocks with offsets from this one on
     * @return a block that may hold the channel or is missing here, or -1 if there is none
     */
    long newest(int print, long below, long from) {
        long least = numberOf(from);
        for (long number = numberOf(below - 1); number >= least && below > from; number--) {
            if (mayContain(number, print)) {
                return number;
            }
        }
        return -1;
    }

    private boolean mayContain(long number, int print) {
        if (number >= openNumber) {
            synchronized (this) {
                if (number >= openNumber) {
                    return number == openNumber && open.mayContain(print);
                }
            }
        }
        Block block = span.get(number);
        return block == null || block.mayContain(print);
    }

    /** The newest time in a block; the largest number if it is missing here, the smallest if it is empty. */
    long maxTime(long number) {
        if (number >= openNumber) {
            synchronized (this) {
                if (number >= openNumber) {
                    return open.maxTime;
                }
            }
        }
        Block block = span.get(number);
        return block == null ? Long.MAX_VALUE : block.maxTime();
    }

    /** The newest block that is missing, from an offset on, or -1. */
    long newestMissing(long from) {
        for (long number = openNumber - 1; number >= numberOf(from); number--) {
            if (span.get(number) == null) {
                return number;
            }
        }
        return -1;
    }
}
