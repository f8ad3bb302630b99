package dev.realtime4j.kafka;

import java.util.Arrays;

/**
 * Which channels have records at which of {@value #SIZE} offsets that follow each other: a 32-bit fingerprint for each offset, so 4
 * bytes a record, however many channels there are. A fingerprint that two channels share costs a look at a record of the other,
 * never a wrong answer. Immutable.
 */
final class Block {
    /** How many offsets a block spans. */
    static final int SIZE = 1024;

    /** Stands for an offset at which no channel has a record; {@link Prints} gives it to no channel. */
    static final int NONE = 0;

    private static final int SHIFT = 10;

    private final int[] channels;
    private final int[] keys;
    private final LogTime time;

    /**
     * Makes a block. It keeps what it is given.
     *
     * @param channels a channel's fingerprint for each offset, or {@link #NONE}; what lies behind the last one is left out
     * @param keys the fingerprints of the records with an idempotency key, each once and sorted
     * @param time how much passes from its first record to its last
     */
    Block(int[] channels, int[] keys, LogTime time) {
        this.channels = channels;
        this.keys = keys;
        this.time = time;
    }

    /** The number of the block with an offset. */
    static long numberOf(long offset) {
        return offset >> SHIFT;
    }

    /** The first offset of a block. */
    static long startOf(long number) {
        return number << SHIFT;
    }

    private static int placeOf(long offset) {
        return (int) offset & (SIZE - 1);
    }

    /** The place of a channel's newest record before a place of this block, or -1. */
    int newest(int print, int below) {
        return newest(channels, Math.min(below, channels.length), print);
    }

    private static int newest(int[] channels, int below, int print) {
        for (int place = below - 1; place >= 0; place--) {
            if (channels[place] == print) {
                return place;
            }
        }
        return -1;
    }

    boolean mayHoldKey(int print) {
        return Arrays.binarySearch(keys, print) >= 0;
    }

    /** How much passes from its first record to its last; not to be changed. */
    LogTime time() {
        return time;
    }

    int[] channels() {
        return channels;
    }

    int[] keys() {
        return keys;
    }

    /** Collects a block record by record, in the order of the log. Not safe for several threads. */
    static final class Collector {
        private int[] channels = new int[16];
        private int length;
        private int[] keys = {};
        private int keyCount;
        private final LogTime time = new LogTime();

        void add(long offset, int channel, long recordTime) {
            int place = placeOf(offset);
            if (place >= channels.length) {
                channels = Arrays.copyOf(channels, Math.min(SIZE, 2 * (place + 1)));
            }
            channels[place] = channel;
            length = place + 1;
            time.take(recordTime);
        }

        void addKey(int print) {
            if (keyCount == keys.length) {
                keys = Arrays.copyOf(keys, Math.max(16, 2 * keyCount));
            }
            keys[keyCount++] = print;
        }

        int newest(int print, int below) {
            return Block.newest(channels, Math.min(below, length), print);
        }

        boolean mayHoldKey(int print) {
            return Arrays.stream(keys, 0, keyCount).anyMatch(key -> key == print);
        }

        LogTime time() {
            return time.copy();
        }

        Block block() {
            int[] distinct =
                    Arrays.stream(keys, 0, keyCount).sorted().distinct().toArray();
            return new Block(Arrays.copyOf(channels, length), distinct, time());
        }
    }
}
