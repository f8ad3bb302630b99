package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of a partition's newest records, in the order of the log: the first record with a key is shown, a
 * later one is hidden if from the one before it with this key to it at most {@value #WINDOW_MILLIS} ms pass (Rule E6), by
 * {@link LogTime}. That follows from the log alone, so every process comes to the same answer. Guarded by its partition's lock.
 */
final class RecentKeys {
    /** How long a key holds. */
    static final long WINDOW_MILLIS = 120_000;

    private static final class Use {
        final MessageId first;
        long passed;
        long seen;

        Use(MessageId first, long passed) {
            this.first = first;
            this.passed = passed;
            this.seen = System.nanoTime();
        }
    }

    private final Map<String, Use> uses = new LinkedHashMap<>(16, 0.75f, true);
    private final LogTime time = new LogTime();
    private final LongSupplier now;

    /** Takes what tells the time of this process in milliseconds, as Kafka's times are. */
    RecentKeys(LongSupplier now) {
        this.now = now;
    }

    private static String name(String channel, String key) {
        return channel + "\n" + key;
    }

    /** Takes the time of the next record, with a key or without. */
    void pass(long recordTime) {
        time.take(recordTime);
    }

    /** Takes the key of the record whose time was taken last; gives the id of the first with that key, its own if it is the first. */
    MessageId take(String channel, String key, MessageId id) {
        long passed = time.passed();
        dropOlderThan(passed - WINDOW_MILLIS);
        Use use = uses.get(name(channel, key));
        if (use == null || passed - use.passed > WINDOW_MILLIS) {
            uses.put(name(channel, key), new Use(id, passed));
            return id;
        }
        use.passed = passed;
        return use.first;
    }

    private void dropOlderThan(long passed) {
        Iterator<Use> oldest = uses.values().iterator();
        while (oldest.hasNext() && oldest.next().passed < passed) {
            oldest.remove();
        }
    }

    /**
     * The first record with a key, if it surely holds still; else null, and the log decides. It was seen not longer ago than a
     * key holds, and is not older by this process's clock: who has just started, or was away, is given what is long over.
     */
    @Nullable
    MessageId recent(String channel, String key) {
        Use use = uses.get(name(channel, key));
        if (use == null || System.nanoTime() - use.seen > WINDOW_MILLIS * 1_000_000) {
            return null;
        }
        return now.getAsLong() - use.first.minor() > WINDOW_MILLIS ? null : use.first;
    }

    /** The first record with a key, as far as it is remembered; else null. */
    @Nullable
    MessageId first(String channel, String key) {
        Use use = uses.get(name(channel, key));
        return use == null ? null : use.first;
    }
}
