package dev.realtime4j.redis;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what others have left in our channels, and says so once a minute and channel (Rule F4). Safe for any threads. */
final class ForeignRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignRecords.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CHANNELS = 1_000;

    private final ConcurrentHashMap<String, Count> counts = new ConcurrentHashMap<>();

    private record Count(long told, int since) {}

    /** Notes that records were skipped. */
    void skipped(String channel, int count, String why) {
        long now = System.nanoTime();
        if (counts.size() >= MOST_CHANNELS) {
            counts.values().removeIf(old -> now - old.told >= MINUTE);
        }
        counts.compute(channel, (name, before) -> {
            int since = count + (before == null ? 0 : before.since);
            if (before != null && now - before.told < MINUTE) {
                return new Count(before.told, since);
            }
            LOG.warn("Skipped {} records of channel \"{}\" in Redis: {}", since, channel, why);
            return new Count(now, 0);
        });
    }
}
