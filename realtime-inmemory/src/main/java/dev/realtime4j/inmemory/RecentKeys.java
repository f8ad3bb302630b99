package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of one channel (Rule E6), apart from its entries: a key must be known for its whole time, whatever
 * retention does to the entry. Bounded by time alone. Guarded by the lock of the channel's log.
 */
final class RecentKeys {
    private static final long KEPT_MILLIS = 120_000;

    /** In the order of the appends, which is that of their expiry unless the clock steps back. */
    private final Map<String, Use> uses = new LinkedHashMap<>();

    private record Use(MessageId id, long millis) {
        boolean expired(long now) {
            return now - millis > KEPT_MILLIS;
        }
    }

    /**
     * Looks a key up.
     *
     * @return the id of the entry that was appended with this key at most 2 minutes ago, or null
     */
    @Nullable
    MessageId find(String key, long now) {
        dropExpired(now);
        Use use = uses.get(key);
        return use == null || use.expired(now) ? null : use.id;
    }

    void remember(String key, MessageId id, long now) {
        uses.put(key, new Use(id, now));
    }

    /** Drops what has expired, from the oldest on, and tells whether nothing is left. */
    boolean dropExpired(long now) {
        Iterator<Use> oldest = uses.values().iterator();
        while (oldest.hasNext() && oldest.next().expired(now)) {
            oldest.remove();
        }
        return uses.isEmpty();
    }
}
