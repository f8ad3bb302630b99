package dev.realtime4j.tck;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The retentions that the kit works with, by channel-name prefix. They are the same for every client of every test,
 * since a backend may refuse clients that differ.
 */
enum Kept {
    /** No retention is configured for these channels: the default of Rule R1. */
    BY_DEFAULT("", 1000),
    FEW("few-", 10),
    /** The longer prefix wins over {@link #FEW}. */
    FEW_MORE("few-more-", 20),
    MANY("many-", 100_000),
    /** Their messages age in a time that a test can wait for. */
    BRIEF("brief-", 1000),
    BRIEF_FEW("brief-few-", 10);

    final String prefix;
    final int messages;

    Kept(String prefix, int messages) {
        this.prefix = prefix;
        this.messages = messages;
    }

    private Retention retention(Duration briefAge) {
        return new Retention(messages, prefix.startsWith(BRIEF.prefix) ? briefAge : Duration.ofHours(24));
    }

    static RealtimeConfig.Builder configure(RealtimeConfig.Builder builder, Duration briefAge) {
        for (Kept kept : values()) {
            if (kept != BY_DEFAULT) {
                builder.retention(kept.prefix, kept.retention(briefAge));
            }
        }
        return builder;
    }

    /** The same for another process, in the text form of settings. */
    static Map<String, String> settings(String url, Duration briefAge) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("url", url);
        settings.put("connect-timeout", Lab.TIMEOUTS.connect().toMillis() + "ms");
        settings.put("request-timeout", Lab.TIMEOUTS.request().toMillis() + "ms");
        for (Kept kept : values()) {
            if (kept != BY_DEFAULT) {
                Retention retention = kept.retention(briefAge);
                settings.put(
                        "retention.prefix." + kept.prefix,
                        retention.maxMessages() + "," + retention.maxAge().toMillis() + "ms");
            }
        }
        return settings;
    }
}
