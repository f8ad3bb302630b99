package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the messages of one channel in its partition, block by block from the newest back. */
final class ChannelSearch {
    private final PartitionLog log;
    private final String channel;
    private final int print;
    private final LogReader reader;
    private final long deadline;

    /** A record of the channel: its place, and its idempotency key if it has one. */
    private record Found(MessageId id, @Nullable String key) {}

    ChannelSearch(PartitionLog log, String channel, LogReader reader, long deadline) {
        this.log = log;
        this.channel = channel;
        this.print = Prints.of(channel);
        this.reader = reader;
        this.deadline = deadline;
    }

    /** Extends a view by the messages of one more block that has some, or to the start of the log. */
    void extend(ChannelView view) {
        long before = view.from();
        long start = log.start();
        long number = log.index().newest(print, before, start);
        if (number < 0) {
            view.extend(before, Math.min(start, before), new long[0], new long[0], 0);
            return;
        }
        long from = Math.max(start, BlockIndex.startOf(number));
        long to = Math.min(before, BlockIndex.startOf(number + 1));
        List<Found> all = read(number, from, to);
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Found one = all.get(i);
            if (one.key() == null || isFirst(one, one.key(), all.subList(0, i), number)) {
                found.add(one);
            }
        }
        long[] offsets = new long[found.size()];
        long[] times = new long[found.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = found.get(i).id().major();
            times[i] = found.get(i).id().minor();
        }
        view.extend(before, from, offsets, times, offsets.length);
    }

    /** The channel's records in a stretch of a block; a block that is not indexed and read as a whole is indexed. */
    private List<Found> read(long number, long from, long to) {
        List<Found> found = new ArrayList<>();
        boolean indexes = to == BlockIndex.startOf(number + 1) && !log.index().isIndexed(number);
        BlockIndex.Collector collector = new BlockIndex.Collector();
        reader.scan(log.partition(), from, to, deadline, record -> {
            if (indexes) {
                BlockScan.collect(record, collector);
            }
            if (channel.equals(Records.channel(record))) {
                StoredEntry entry = Records.decode(record);
                if (entry != null) {
                    found.add(new Found(entry.id(), Records.key(record)));
                }
            }
            return true;
        });
        if (indexes) {
            log.index().put(number, collector.block());
        }
        return found;
    }

    /**
     * Whether no record with the same key lies within the window before one, as {@link RecentKeys} decides for the tail.
     *
     * @param earlier the channel's records before it in the same block
     */
    private boolean isFirst(Found one, String key, List<Found> earlier, long number) {
        long earliest = one.id().minor() - RecentKeys.WINDOW_MILLIS;
        if (earlier.stream()
                .anyMatch(other -> key.equals(other.key()) && other.id().minor() >= earliest)) {
            return false;
        }
        int keyPrint = Prints.of(channel, key);
        for (long block = number; block >= BlockIndex.numberOf(log.start()); block--) {
            long newestTime = log.index().maxTime(block);
            if (newestTime < earliest - RecentKeys.CLOCK_STEP_MILLIS && newestTime != Long.MIN_VALUE) {
                return true;
            }
            boolean candidate =
                    log.index().newest(keyPrint, BlockIndex.startOf(block + 1), BlockIndex.startOf(block)) >= 0;
            if (candidate && block < number && holdsKey(block, key, earliest)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsKey(long number, String key, long earliest) {
        return read(number, Math.max(log.start(), BlockIndex.startOf(number)), BlockIndex.startOf(number + 1)).stream()
                .anyMatch(other -> key.equals(other.key()) && other.id().minor() >= earliest);
    }

    /** Whether the record at a cursor's offset is the one that it was made from. */
    boolean isAt(MessageId cursor) {
        boolean[] same = new boolean[1];
        reader.scan(log.partition(), cursor.major(), cursor.major() + 1, deadline, record -> {
            same[0] = record.timestamp() == cursor.minor() && channel.equals(Records.channel(record));
            return false;
        });
        return same[0];
    }
}
