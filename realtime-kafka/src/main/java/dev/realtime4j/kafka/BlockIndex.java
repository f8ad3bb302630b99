package dev.realtime4j.kafka;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells where in a partition a channel may have records, by a {@link Block} for each {@value Block#SIZE} offsets.
 *
 * <p>The newest block is open: records are added to it, in the order of their offsets. Older ones are put in whole, in any
 * order; one that is missing has to be scanned. Safe for any threads.
 */
final class BlockIndex {
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
    private Block.Collector open = new Block.Collector();
    private volatile long openNumber;

    /**
     * Makes an index without a block.
     *
     * @param logStart the partition's first offset
     * @param offset the offset of the first record that will be added; its block is the open one
     */
    BlockIndex(long logStart, long offset) {
        openNumber = Block.numberOf(offset);
        long first = Block.numberOf(logStart);
        span = new Span(first, new @Nullable Block[(int) (openNumber - first) + 16]);
    }

    /** Notes that all before an offset has been added, so that the blocks before it are whole. */
    synchronized void reached(long offset) {
        long number = Block.numberOf(offset);
        while (openNumber < number) {
            put(openNumber, open.block());
            open = new Block.Collector();
            openNumber++;
        }
    }

    /** Adds a record to the open block; after {@link #reached} for its offset. */
    synchronized void add(long offset, int channel, long time) {
        open.add(offset, channel, time);
    }

    /** Adds the idempotency key of the record that was added last. */
    synchronized void addKey(int print) {
        open.addKey(print);
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
        int surplus = (int) (Math.min(Block.numberOf(offset), openNumber) - now.first);
        if (surplus > 0) {
            int length = Math.max(16, now.blocks.length - surplus);
            span = new Span(now.first + surplus, Arrays.copyOfRange(now.blocks, surplus, surplus + length));
        }
    }

    /** A whole block; null if it is open or missing. */
    @Nullable
    Block get(long number) {
        return number >= openNumber ? null : span.get(number);
    }

    /** The number of the first block that is not whole yet. */
    long openNumber() {
        return openNumber;
    }

    /** Whether a block is known; the open one and those after it are. */
    boolean isIndexed(long number) {
        return number >= openNumber || span.get(number) != null;
    }

    /**
     * The newest place that has to be looked at.
     *
     * @param print a channel's fingerprint
     * @param below only offsets before this one
     * @param from only offsets from this one on
     * @return the newest offset at which the channel may have a record, or the newest of a block that is missing here; -1 if
     *     there is none
     */
    long newest(int print, long below, long from) {
        long least = Block.numberOf(from);
        for (long number = Block.numberOf(below - 1); number >= least && below > from; number--) {
            long start = Block.startOf(number);
            int place = newestPlace(number, print, (int) Math.min(Block.SIZE, below - start));
            if (place >= 0) {
                return start + place < from ? -1 : start + place;
            }
        }
        return -1;
    }

    private int newestPlace(long number, int print, int below) {
        if (number >= openNumber) {
            synchronized (this) {
                if (number >= openNumber) {
                    return number == openNumber ? open.newest(print, below) : -1;
                }
            }
        }
        Block block = span.get(number);
        return block == null ? below - 1 : block.newest(print, below);
    }

    /** Whether a block is missing or may hold a record with an idempotency key. */
    boolean mayHoldKey(long number, int print) {
        if (number >= openNumber) {
            synchronized (this) {
                if (number >= openNumber) {
                    return number == openNumber && open.mayHoldKey(print);
                }
            }
        }
        Block block = span.get(number);
        return block == null || block.mayHoldKey(print);
    }

    /** How much passes in a block from its first record to its last; null if it is missing here. */
    @Nullable
    LogTime time(long number) {
        if (number >= openNumber) {
            synchronized (this) {
                if (number >= openNumber) {
                    return number == openNumber ? open.time() : new LogTime();
                }
            }
        }
        Block block = span.get(number);
        return block == null ? null : block.time();
    }

    /** The newest block that is missing, from an offset on, or -1. */
    long newestMissing(long from) {
        for (long number = openNumber - 1; number >= Block.numberOf(from); number--) {
            if (span.get(number) == null) {
                return number;
            }
        }
        return -1;
    }
}
