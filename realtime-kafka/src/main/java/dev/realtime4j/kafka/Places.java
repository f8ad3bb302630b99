package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import org.apache.kafka.common.Uuid;

/**
 * Cursors as offsets, and the place of a channel of which nothing is kept. That lies just before the start of the log, so before
 * all that may follow. No record tells by its time whether the log is still the same, so the place names its topic; and since
 * the start of a log moves on, it tells up to which offset the channel had nothing.
 */
final class Places {
    /** The topic and the offset share the second number, which is larger than any time until the year 2109. */
    private static final int OFFSET_BITS = 42;

    private static final long MOST_OFFSET = (1L << OFFSET_BITS) - 1;
    private static final int TOPICS = (1 << 21) - 1;

    private Places() {}

    /**
     * The place of a channel that has nothing in a log.
     *
     * @param start the first offset of the log
     * @param next the offset before which the channel has nothing there
     * @return the place; {@link MessageId#BEGINNING} in a log that still has its first record
     */
    static MessageId empty(Uuid topicId, long start, long next) {
        return start == 0
                ? MessageId.BEGINNING
                : new MessageId(start - 1, print(topicId) << OFFSET_BITS | Math.min(next, MOST_OFFSET));
    }

    /** A number of the topic, not 0. Part of what users keep: it may never change. */
    private static long print(Uuid topicId) {
        return 1 + Long.remainderUnsigned(topicId.getMostSignificantBits() ^ topicId.getLeastSignificantBits(), TOPICS);
    }

    /** Whether a cursor is the place of a channel that had nothing, not that of a message. */
    static boolean isEmpty(MessageId cursor) {
        return cursor.minor() > MOST_OFFSET;
    }

    /** Whether such a place is one in a topic. */
    static boolean isIn(Uuid topicId, MessageId place) {
        return place.minor() >>> OFFSET_BITS == print(topicId);
    }

    /** The first offset at which something may follow a cursor. */
    static long following(MessageId cursor) {
        return cursor.minor() == 0 ? cursor.major() : cursor.major() + 1;
    }

    /** The offset before which nothing has followed a cursor; not less than {@link #following}. */
    static long clearTo(MessageId cursor) {
        return isEmpty(cursor) ? Math.max(following(cursor), cursor.minor() & MOST_OFFSET) : following(cursor);
    }
}
