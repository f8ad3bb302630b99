package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import org.jspecify.annotations.Nullable;

/**
 * Says what lies between a cursor and the first entry after it, of the evidence that one read has brought.
 *
 * @param now the server's time, in ms since 1970
 * @param head the newest entry that ever was, as far as is known
 * @param origin the first entry of this log; {@link MessageId#BEGINNING} if that is not known
 * @param hidden the newest entry that is kept but not shown; null if there is none
 * @param member whether the cursor is an entry that is kept
 * @param previous what stood before the first entry that is shown after the cursor; null if there is no such entry, or its
 *     writer did not say
 * @param missing whether entries are known to have been removed from the stream
 */
record Judge(
        long now,
        MessageId head,
        MessageId origin,
        @Nullable MessageId hidden,
        boolean member,
        @Nullable MessageId previous,
        boolean missing) {

    /**
     * The verdict.
     *
     * @param cursor the cursor
     * @param doubtAfter from which age on (in ms) a cursor may be of a time of which nothing is known any more (Rule R4)
     */
    Continuity of(MessageId cursor, long doubtAfter) {
        if (cursor.equals(MessageId.BEGINNING)) {
            return isWhole() ? Continuity.EXACT : Continuity.TRIMMED;
        }
        if (cursor.equals(head) || cursor.equals(previous)) {
            return Continuity.EXACT;
        }
        if (member) {
            return hidden != null && hidden.isAfter(cursor) ? Continuity.TRIMMED : Continuity.EXACT;
        }
        if (cursor.isAfter(head) || cursor.compareTo(origin) < 0) {
            return now - cursor.major() > doubtAfter ? Continuity.UNKNOWN : Continuity.OTHER_LOG;
        }
        if (previous == null || previous.isAfter(cursor)) {
            return Continuity.TRIMMED;
        }
        // Between the cursor and the entry before the next one there was nothing, had the cursor been in this log.
        return Continuity.OTHER_LOG;
    }

    /** Whether the first entry shown is the first that ever was. */
    private boolean isWhole() {
        if (hidden != null) {
            return false;
        }
        return previous == null ? head.equals(MessageId.BEGINNING) || !missing : previous.equals(MessageId.BEGINNING);
    }
}
