package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one channel lie in its partition: every one from an offset on, hidden duplicates left out. Kept up
 * by the tail, extended backwards by readers, and never longer than what retention shows and the one before it, which is
 * the evidence of Rule R4. Safe for any threads.
 */
final class ChannelView {
    private final int shown;
    private long from;
    private long[] offsets = new long[4];
    private long[] times = new long[4];
    private int start;
    private int size;

    /**
     * Makes a view that knows of nothing before an offset.
     *
     * @param from the offset
     * @param maxMessages how many messages are shown
     */
    ChannelView(long from, long maxMessages) {
        this.from = from;
        this.shown = (int) Math.min(maxMessages, Integer.MAX_VALUE - 16);
    }

    /** The offset from on which this view knows all. */
    synchronized long from() {
        return from;
    }

    synchronized int size() {
        return size;
    }

    /** Adds the newest message. */
    synchronized void append(MessageId id) {
        if (start + size == offsets.length) {
            move(size < offsets.length / 2 ? 0 : size / 2 + 4, 0);
        }
        offsets[start + size] = id.major();
        times[start + size] = id.minor();
        size++;
        dropSurplus();
    }

    /** Puts older messages in front, if nobody has done so meanwhile. */
    synchronized void extend(long before, long newFrom, long[] olderOffsets, long[] olderTimes, int count) {
        if (from != before) {
            return;
        }
        if (start < count) {
            move(0, count + size / 2);
        }
        start -= count;
        size += count;
        System.arraycopy(olderOffsets, 0, offsets, start, count);
        System.arraycopy(olderTimes, 0, times, start, count);
        from = newFrom;
        dropSurplus();
    }

    private void move(int roomBehind, int roomInFront) {
        int length = roomInFront + size + roomBehind;
        int most = Math.max(length, offsets.length);
        long[] newOffsets = new long[most];
        long[] newTimes = new long[most];
        System.arraycopy(offsets, start, newOffsets, roomInFront, size);
        System.arraycopy(times, start, newTimes, roomInFront, size);
        offsets = newOffsets;
        times = newTimes;
        start = roomInFront;
    }

    private void dropSurplus() {
        int surplus = size - shown - 1;
        if (surplus > 0) {
            from = offsets[start + surplus - 1] + 1;
            start += surplus;
            size -= surplus;
        }
    }

    /** The index of the first message at an offset or after it. */
    private int at(long offset) {
        int found = Arrays.binarySearch(offsets, start, start + size, offset);
        return found < 0 ? -found - 1 : found;
    }

    private int firstShown(long logStart) {
        return Math.max(start + Math.max(0, size - shown), at(logStart));
    }

    private MessageId head(Extent log) {
        int last = start + size - 1;
        return size > 0 ? new MessageId(offsets[last], times[last]) : log.empty();
    }

    /**
     * The channel's newest message, also if it is no longer kept; where none is known, the place of a channel without any.
     *
     * @return the head, or null if this view does not reach far enough
     */
    @Nullable
    synchronized MessageId newest(Extent log) {
        return size == 0 && from > log.start() ? null : head(log);
    }

    /** Whether a message lies at an offset, with its time; null if this view does not reach so far. */
    @Nullable
    synchronized Boolean holds(MessageId id) {
        if (id.major() < from) {
            return null;
        }
        int i = at(id.major());
        return i < start + size && offsets[i] == id.major() && times[i] == id.minor();
    }

    /** The newest messages before one, at most so many, in the order of the log. */
    synchronized List<MessageId> before(MessageId id, int most) {
        int end = at(id.major());
        List<MessageId> ids = new ArrayList<>();
        for (int i = Math.max(start, end - most); i < end; i++) {
            ids.add(new MessageId(offsets[i], times[i]));
        }
        return ids;
    }

    /**
     * Selects what follows a place.
     *
     * @param next the first offset wanted; -1: the oldest message shown
     * @param clear the offset before which none is wanted: nothing that was there has followed the place
     * @param log what the partition keeps
     * @param limit at most so many
     * @return the selection, or null if this view does not reach far enough
     */
    @Nullable
    synchronized Selection forward(long next, long clear, Extent log, int limit) {
        boolean enough = next < 0 ? size >= shown : size > shown || from <= clear;
        if ((!enough || size == 0) && from > log.start()) {
            return null;
        }
        int first = firstShown(log.start());
        boolean lost = next >= 0 && first > start && offsets[first - 1] >= next;
        int begin = Math.max(first, at(next));
        int end = (int) Math.min((long) begin + limit, start + size);
        return selection(begin, end, lost, from <= clear, end == start + size, log);
    }

    /**
     * Selects what precedes a place.
     *
     * @param before the first offset not wanted
     * @param log what the partition keeps
     * @param limit at most so many, the newest of them
     * @return the selection, or null if this view does not reach far enough
     */
    @Nullable
    synchronized Selection backward(long before, Extent log, int limit) {
        int first = firstShown(log.start());
        int end = Math.max(first, at(before));
        boolean all = size >= shown || from <= log.start();
        if (end - first < limit && !all) {
            return null;
        }
        int begin = Math.max(first, end - limit);
        return selection(begin, end, false, true, all && begin == first, log);
    }

    private Selection selection(int begin, int end, boolean lost, boolean known, boolean last, Extent log) {
        return new Selection(
                Arrays.copyOfRange(offsets, begin, end),
                Arrays.copyOfRange(times, begin, end),
                lost,
                known,
                last,
                head(log));
    }
}
