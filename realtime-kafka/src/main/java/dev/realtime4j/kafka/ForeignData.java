package dev.realtime4j.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts records that this library did not write, or that lie where its channel does not: one WARN per channel and minute
 * (Rule F4). Safe for any threads.
 */
final class ForeignData {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CHANNELS = 1_000;

    private static final class Count {
        long since = System.nanoTime() - PERIOD_NANOS;
        long found;
    }

    private final Map<String, Count> counts = new HashMap<>();

    /** Notes a record of a channel, or of a topic if it has no channel. */
    void found(String where) {
        long found;
        synchronized (this) {
            if (counts.size() >= MOST_CHANNELS && !counts.containsKey(where)) {
                counts.clear();
            }
            Count count = counts.computeIfAbsent(where, it -> new Count());
            count.found++;
            if (System.nanoTime() - count.since < PERIOD_NANOS) {
                return;
            }
            found = count.found;
            count.since = System.nanoTime();
            count.found = 0;
        }
        LOG.warn(
                "Skipped {} records of \"{}\" that Realtime did not write, or not where its messages lie",
                found,
                where);
    }
}
