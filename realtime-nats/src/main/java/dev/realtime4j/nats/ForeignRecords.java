package dev.realtime4j.nats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of records that this library did not write: once per channel and minute, with their number (Rule F4). */
final class ForeignRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignRecords.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_CHANNELS = 1000;

    private static final class Count {
        private long toldAt = System.nanoTime() - MINUTE;
        private long untold;
    }

    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_CHANNELS;
        }
    };

    /** Takes note of records that were skipped. */
    void found(String channel, long records) {
        if (records == 0) {
            return;
        }
        long told;
        synchronized (this) {
            Count count = counts.computeIfAbsent(channel, name -> new Count());
            count.untold += records;
            if (System.nanoTime() - count.toldAt < MINUTE) {
                return;
            }
            count.toldAt = System.nanoTime();
            told = count.untold;
            count.untold = 0;
        }
        LOG.warn("Channel \"{}\" has records that are none of this library's; skipped so far: {}", channel, told);
    }
}
