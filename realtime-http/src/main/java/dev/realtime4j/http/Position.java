package dev.realtime4j.http;

import dev.realtime4j.MessageId;
import dev.realtime4j.SubscriptionOptions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a client stands in one channel: after a message, or, as long as it has not come to a first one, at a time.
 *
 * @param after the place in the log, or null
 * @param sinceMillis the time, if there is no place
 */
record Position(@Nullable MessageId after, long sinceMillis) {
    private static final int RADIX = 36;

    static Position after(MessageId id) {
        return new Position(id, 0);
    }

    static Position since(long millis) {
        return new Position(null, millis);
    }

    /** Reads what clients keep: an id, or milliseconds. */
    static Position parse(String text) {
        if (text.indexOf('-') >= 0) {
            return after(MessageId.parse(text));
        }
        return since(number(text, 10));
    }

    private static long number(String text, int radix) {
        try {
            if (!text.isEmpty() && Character.digit(text.charAt(0), radix) >= 0) {
                return Long.parseLong(text, radix);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text)
                + "\" is neither a message id, such as 1795344400518-0, nor a time in ms since 1970");
    }

    void start(SubscriptionOptions options) {
        if (after != null) {
            options.after(after);
        } else {
            options.replaySince(Instant.ofEpochMilli(sinceMillis));
        }
    }

    /** A short form without a comma. */
    String compact() {
        if (after == null) {
            return "@" + Long.toString(sinceMillis, RADIX);
        }
        String major = Long.toString(after.major(), RADIX);
        return after.minor() == 0 ? major : major + "." + Long.toString(after.minor(), RADIX);
    }

    static Position parseCompact(String text) {
        if (text.startsWith("@")) {
            return since(number(text.substring(1), RADIX));
        }
        int dot = text.indexOf('.');
        long major = number(dot < 0 ? text : text.substring(0, dot), RADIX);
        return after(new MessageId(major, dot < 0 ? 0 : number(text.substring(dot + 1), RADIX)));
    }

    /** The form that clients keep. */
    @Override
    public String toString() {
        return after == null ? Long.toString(sinceMillis) : after.toString();
    }
}
