package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the messages of one channel in its partition, from the newest back. For one request and one thread. */
final class ChannelSearch {
    /** To read on over so many records is cheaper than to seek. */
    static final int NEAR = 500;

    /** So many are read at most while not even the newest is known. */
    private static final int FIRST = 64;

    /** So many bytes are kept of what was read on the way, for the page. */
    private static final int MOST_BYTES = 4 << 20;

    private final PartitionLog log;
    private final String channel;
    private final int print;
    private final LogReader reader;
    private final long deadline;
    private final Map<MessageId, StoredEntry> entries = new HashMap<>();
    private final Map<Long, List<Found>> blocks = new HashMap<>();
    private final PassedTime time;
    private long bytes;

    /** A record of the channel: its place, and its idempotency key if it has one. */
    private record Found(MessageId id, @Nullable String key) {}

    ChannelSearch(PartitionLog log, String channel, LogReader reader, long deadline) {
        this.log = log;
        this.channel = channel;
        this.print = Prints.of(channel);
        this.reader = reader;
        this.deadline = deadline;
        this.time = new PassedTime(log, reader, deadline);
    }

    /** A message, if it was read on the way. */
    @Nullable
    StoredEntry entry(MessageId id) {
        return entries.get(id);
    }

    /**
     * Extends a view by the newest messages before it that lie in one block, or to the start of the log.
     *
     * @param wanted about how many messages are of use
     * @param least the first offset that is of use, once the newest message is known
     */
    void extend(ChannelView view, int wanted, long least) {
        long before = view.from();
        long start = view.size() == 0 ? log.start() : Math.max(log.start(), least);
        int most = view.size() == 0 ? Math.min(wanted, FIRST) : wanted;
        long newest = log.index().newest(print, before, start);
        if (newest < 0) {
            view.extend(before, Math.min(start, before), new long[0], new long[0], 0);
            return;
        }
        long number = Block.numberOf(newest);
        if (!log.index().isIndexed(number)) {
            BlockScan.index(log, number, reader, deadline);
            return;
        }
        List<Long> places = places(Math.max(start, Block.startOf(number)), newest + 1, most);
        long from = places.size() == most ? places.get(0) : Math.max(start, Block.startOf(number));
        List<Found> all = read(places);
        List<Found> shown = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Found one = all.get(i);
            if (one.key() == null || isFirst(one, one.key(), all.subList(0, i), from)) {
                shown.add(one);
            }
        }
        long[] offsets = shown.stream().mapToLong(it -> it.id().major()).toArray();
        long[] times = shown.stream().mapToLong(it -> it.id().minor()).toArray();
        view.extend(before, from, offsets, times, offsets.length);
    }

    /** Where the channel may have records in an indexed stretch: the newest places, at most so many, in the order of the log. */
    private List<Long> places(long from, long to, int most) {
        List<Long> places = new ArrayList<>();
        long place = log.index().newest(print, to, from);
        while (place >= 0 && places.size() < most) {
            places.add(place);
            place = log.index().newest(print, place, from);
        }
        Collections.reverse(places);
        return places;
    }

    /** Reads the channel's records at some places; near ones by reading on, others by a seek. */
    private List<Found> read(List<Long> places) {
        List<Found> found = new ArrayList<>();
        int from = 0;
        while (from < places.size()) {
            int to = from + 1;
            while (to < places.size() && places.get(to) - places.get(to - 1) <= NEAR) {
                to++;
            }
            reader.scan(log.partition(), places.get(from), places.get(to - 1) + 1, deadline, record -> {
                StoredEntry entry = channel.equals(Records.channel(record)) ? Records.decode(record) : null;
                if (entry != null) {
                    found.add(new Found(entry.id(), Records.key(record)));
                    keep(entry);
                }
                return true;
            });
            from = to;
        }
        return found;
    }

    private void keep(StoredEntry entry) {
        if (bytes < MOST_BYTES) {
            bytes += entry.json().length;
            entries.put(entry.id(), entry);
        }
    }

    /**
     * Whether no record with the same key lies within the window before one, as {@link RecentKeys} decides for the tail.
     *
     * @param earlier the channel's records before it that were read with it, all in its block
     * @param from where those begin
     */
    private boolean isFirst(Found one, String key, List<Found> earlier, long from) {
        Found before = newest(earlier, key);
        if (before != null) {
            return isExpired(time.before(one.id()) - time.before(before.id()));
        }
        int keyPrint = Prints.of(channel, key);
        long own = Block.numberOf(from);
        long passed = 0;
        long next = LogTime.NONE;
        for (long number = own; number >= Block.numberOf(log.start()); number--) {
            LogTime block = time.of(number);
            if (block == null) {
                return true;
            }
            passed += LogTime.between(block.last(), next);
            if (isExpired(passed)) {
                return true;
            }
            before = log.index().mayHoldKey(number, keyPrint) ? newest(before(number, from), key) : null;
            if (before != null) {
                return isExpired(
                        number == own
                                ? time.before(one.id()) - time.before(before.id())
                                : passed + time.after(before.id()));
            }
            passed += number == own ? time.before(one.id()) : block.passed();
            next = block.first() == LogTime.NONE ? next : block.first();
        }
        return true;
    }

    private static boolean isExpired(long passed) {
        return passed > RecentKeys.WINDOW_MILLIS;
    }

    private static @Nullable Found newest(List<Found> all, String key) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (key.equals(all.get(i).key())) {
                return all.get(i);
            }
        }
        return null;
    }

    /** The channel's records of an indexed block that lie before an offset. */
    private List<Found> before(long number, long offset) {
        List<Found> all = blocks.computeIfAbsent(
                number,
                it -> read(places(Math.max(log.start(), Block.startOf(it)), Block.startOf(it + 1), Block.SIZE)));
        return all.stream().filter(it -> it.id().major() < offset).toList();
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
