package dev.realtime4j;

import java.time.Duration;

/**
 * How much of a channel's log is kept and shown (Rules R1, R2).
 *
 * @param maxMessages the newest that many messages are shown; 1 to 1,000,000,000
 * @param maxAge messages younger than this are shown; at least 1 ms, at most 3,650 days
 */
public record Retention(long maxMessages, Duration maxAge) {

    // Before DEFAULT, whose making needs it.
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** The newest 1,000 messages of the last 24 hours. */
    public static final Retention DEFAULT = new Retention(1000, Duration.ofHours(24));

    /**
     * Makes a retention of its two bounds; a message is shown while both hold.
     *
     * @param maxMessages how many messages are shown
     * @param maxAge up to what age messages are shown
     * @throws IllegalArgumentException if a bound lies outside of its range
     */
    public Retention {
        if (maxMessages < 1 || maxMessages > 1_000_000_000) {
            throw new IllegalArgumentException("maxMessages must be 1 to 1000000000, got " + maxMessages);
        }
        if (maxAge == null || maxAge.compareTo(Duration.ofMillis(1)) < 0 || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("maxAge must be 1 ms to 3650 days, got " + maxAge);
        }
    }
}
