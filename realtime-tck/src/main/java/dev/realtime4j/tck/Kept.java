package dev.realtime4j.tck;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;

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
    BRIEF("brief-", 1000);

    final String prefix;
    final int messages;

    Kept(String prefix, int messages) {
        this.prefix = prefix;
        this.messages = messages;
    }

    static RealtimeConfig.Builder configure(RealtimeConfig.Builder builder, Duration briefAge) {
        Duration day = Duration.ofHours(24);
        return builder.retention(FEW.prefix, new Retention(FEW.messages, day))
                .retention(FEW_MORE.prefix, new Retention(FEW_MORE.messages, day))
                .retention(MANY.prefix, new Retention(MANY.messages, day))
                .retention(BRIEF.prefix, new Retention(BRIEF.messages, briefAge));
    }
}
