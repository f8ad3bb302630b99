package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of a partition's newest records, in the order of the log: the first record with a key is shown, a
 * later one is hidden if the one before it with this key is at most {@value #WINDOW_MILLIS} ms older (Rule E6). That follows from the
 * log alone, so every process comes to the same answer. Guarded by its partition's lock.
 */
final class RecentKeys {
    /** How long a key holds. */
    static final long WINDOW_MILLIS = 120_000;

    /** By how much brokers' clocks may step back without a key being forgotten. */
    static final long CLOCK_STEP_MILLIS = 60_000;

    private static final class Use {
        final MessageId first;
        long time;
        long seen;

        Use(MessageId first, long time) {
            this.first = first;
            this.time = time;
            this.seen = System.nanoTime();
        }
    }

    private final Map<String, Use> uses = new LinkedHashMap<>(16, 0.75f, true);

    private static String name(String channel, String key) {
        return channel + "\n" + key;
    }

    /** Takes the next record with a key; gives the id of the first with that key, its own if it is the first. */
    MessageId take(String channel, String key, MessageId id, long time) {
        dropOlderThan(time - WINDOW_MILLIS - CLOCK_STEP_MILLIS);
        Use use = uses.get(name(channel, key));
        if (use == null || time - use.time > WINDOW_MILLIS) {
            uses.put(name(channel, key), new Use(id, time));
            return id;
        }
        use.time = Math.max(use.time, time);
        return use.first;
    }

    private void dropOlderThan(long time) {
        Iterator<Use> oldest = uses.values().iterator();
        while (oldest.hasNext() && oldest.next().time < time) {
            oldest.remove();
        }
    }

    /** The first record with a key, if this process has seen it not longer ago than a key holds; else null. */
    @Nullable
    MessageId recent(String channel, String key) {
        Use use = uses.get(name(channel, key));
        return use == null || System.nanoTime() - use.seen > WINDOW_MILLIS * 1_000_000 ? null : use.first;
    }

    /** The first record with a key, as far as it is remembered; else null. */
    @Nullable
    MessageId first(String channel, String key) {
        Use use = uses.get(name(channel, key));
        return use == null ? null : use.first;
    }
}
