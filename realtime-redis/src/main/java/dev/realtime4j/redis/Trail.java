package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest ids that were seen of a channel, and some of those before them. A log only grows at its end, and it takes a chance of
 * one in a million for two masters to give one id: whatever of it is found in another log shows that both are the same up to
 * there (Rule S13).
 *
 * <p>Safe for any threads.
 */
final class Trail {
    private static final int NEWEST = 16;
    /** Of those before, one in so many is kept, and so many in all. */
    private static final int STRIDE = 16;

    private static final int OLDER = 16;

    /** The newest last; null until something is seen, as most channels are quiet. */
    private @Nullable Deque<MessageId> newest;

    private @Nullable Deque<MessageId> older;
    private int passed;

    /** An entry was told, and which one it follows; null if its writer did not say. */
    synchronized void told(MessageId id, @Nullable MessageId previous) {
        if (previous != null && !previous.equals(MessageId.BEGINNING) && !previous.equals(last())) {
            add(previous);
        }
        add(id);
    }

    /** Entries were read that follow a cursor in its log. */
    synchronized void read(MessageId cursor, List<StoredEntry> entries) {
        if (newest == null || cursor.equals(last())) {
            entries.forEach(entry -> add(entry.id()));
        }
    }

    private @Nullable MessageId last() {
        return newest == null ? null : newest.peekLast();
    }

    private void add(MessageId id) {
        Deque<MessageId> ids = newest == null ? new ArrayDeque<>(NEWEST) : newest;
        newest = ids;
        if (ids.size() == NEWEST) {
            passed++;
            MessageId first = ids.remove();
            if (passed % STRIDE == 0) {
                keep(first);
            }
        }
        ids.add(id);
    }

    private void keep(MessageId id) {
        Deque<MessageId> ids = older == null ? new ArrayDeque<>() : older;
        older = ids;
        if (ids.size() == OLDER) {
            ids.remove();
        }
        ids.add(id);
    }

    /** What was seen before a cursor, the newest first; nothing if that was not seen itself. */
    synchronized List<MessageId> before(MessageId cursor) {
        List<MessageId> all = new ArrayList<>();
        if (newest != null) {
            newest.descendingIterator().forEachRemaining(all::add);
        }
        if (older != null) {
            older.descendingIterator().forEachRemaining(all::add);
        }
        int at = all.indexOf(cursor);
        return at < 0 ? List.of() : all.subList(at + 1, all.size());
    }
}
