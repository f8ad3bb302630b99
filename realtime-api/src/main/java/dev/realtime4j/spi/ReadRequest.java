package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a log. Made by the engine and by the test kit only.
 *
 * @param direction whether from old to new or from new to old
 * @param cursor where to start, exclusive: entries after it (forward) or before it (backward); null is the far end of that
 *     direction: the oldest entry shown (forward) or the head (backward). {@link MessageId#BEGINNING} is the beginning of
 *     the log: going on from it shows what is kept, and is {@link Continuity#EXACT} unless entries that once followed it
 *     are known to be gone
 * @param fromMillis forward only: entries before the first one whose timestamp (ms since 1970) is this or later may be left
 *     out; a hint that saves work and may be ignored. 0: none
 * @param limit at most that many entries; 0 asks for nothing but the head
 * @param maxBytes no further entry once the data of those in the page has reached that many bytes; the first is always
 *     taken
 */
public record ReadRequest(Direction direction, @Nullable MessageId cursor, long fromMillis, int limit, int maxBytes) {

    /** Which way a read goes. */
    public enum Direction {
        /** From old to new. */
        FORWARD,
        /** From new to old. */
        BACKWARD
    }

    /**
     * A request for what follows a cursor.
     *
     * @param cursor the place after which to start; null starts with the oldest entry shown
     * @param limit at most that many entries, 1 or more
     * @param maxBytes the bound in bytes of data
     * @return the request
     */
    public static ReadRequest after(@Nullable MessageId cursor, int limit, int maxBytes) {
        return new ReadRequest(Direction.FORWARD, cursor, 0, limit, maxBytes);
    }

    /**
     * A request for what precedes a cursor, newest first.
     *
     * @param cursor the place before which to start, exclusive; null starts at the head
     * @param limit at most that many entries, 1 or more
     * @param maxBytes the bound in bytes of data
     * @return the request
     */
    public static ReadRequest before(@Nullable MessageId cursor, int limit, int maxBytes) {
        return new ReadRequest(Direction.BACKWARD, cursor, 0, limit, maxBytes);
    }

    /**
     * A request for nothing but the head.
     *
     * @return the request
     */
    public static ReadRequest head() {
        return new ReadRequest(Direction.FORWARD, null, 0, 0, 0);
    }
}
