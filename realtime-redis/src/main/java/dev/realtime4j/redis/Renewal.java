package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a shared stream that is followed has begun anew, as after it had expired. What other applications write does not say
 * what stood before it; but where the stream was looked at every few seconds, and once was not there, the first entry of the
 * new one follows the newest of the old one. Safe for any threads.
 */
final class Renewal {
    /** Two looks and some more: within that time no stream is written to and expires. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(12);

    /** The newest entry when the stream was last there; null if that is not known. */
    private @Nullable MessageId end;

    private long seen;
    private boolean gone;
    /** Whether something was told that nobody has seen yet. */
    private boolean doubtful;
    /** The first entry of the stream, and what it follows. */
    private @Nullable MessageId first;

    private @Nullable MessageId before;

    /** Something was told of the stream. */
    synchronized void hinted() {
        doubtful = true;
    }

    /**
     * Takes what a read has found, of whatever kind.
     *
     * @param newest the newest entry of the stream; null if there is no stream
     */
    synchronized void looked(@Nullable MessageId newest) {
        long now = System.nanoTime();
        boolean watched = end != null && now - seen < PATIENCE;
        seen = now;
        if (newest == null) {
            gone = watched && !doubtful;
            end = gone ? end : null;
        } else if (!watched || !gone) {
            gone = false;
            end = newest;
        }
        doubtful = false;
    }

    /**
     * Whether an entry is known to follow a cursor: the entry is the first of a stream that has lost none.
     *
     * @param newest the newest entry of that stream
     */
    synchronized boolean follows(MessageId entry, MessageId cursor, MessageId newest) {
        if (gone && cursor.equals(end)) {
            first = entry;
            before = cursor;
            end = newest;
            gone = false;
        }
        return entry.equals(first) && cursor.equals(before);
    }
}
