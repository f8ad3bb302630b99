package dev.realtime4j.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** When something is due for one stream. Guarded by the stream's lock. */
final class StreamClock {

    /** What is due. */
    enum Due {
        /** Nothing. */
        NOTHING,
        /** The client must hear something, lest it or something between takes the line for dead. */
        PING,
        /** The stream is as old as it may be. */
        RECONNECT,
        /** The permission has ended. */
        EXPIRED,
        /** The client has not read for too long. */
        STALLED
    }

    private final long pingNanos;
    private final long stallNanos;
    private final long reconnectAt;
    private final long expiresAt;
    private long pingAt;
    private long stalledSince;
    private boolean stalled;
    private long sentSeen = -1;

    StreamClock(Settings settings, @Nullable Instant until, long nowNanos) {
        pingNanos = settings.ping().toNanos();
        stallNanos = settings.stall().toNanos();
        // Spread, so that streams that were opened together do not ping and reconnect together.
        pingAt = nowNanos + pingNanos / 2 + random(pingNanos / 2);
        long duration = settings.maxDuration().toNanos();
        reconnectAt = nowNanos + duration - random(duration / 10);
        expiresAt = until == null ? Long.MAX_VALUE : nowNanos + nanosUntil(until);
    }

    private static long random(long bound) {
        return ThreadLocalRandom.current().nextLong(Math.max(1, bound));
    }

    private static long nanosUntil(Instant until) {
        Duration left = Duration.between(Instant.now(), until);
        return left.compareTo(Duration.ofDays(365)) > 0 ? Duration.ofDays(365).toNanos() : left.toNanos();
    }

    /** What is due now; {@code sent} changes whenever the client has taken something. */
    Due due(long now, boolean ready, long sent) {
        if (ready || sent != sentSeen) {
            stalled = false;
        } else if (!stalled) {
            stalled = true;
            stalledSince = now;
        } else if (now - stalledSince > stallNanos) {
            return Due.STALLED;
        }
        sentSeen = sent;
        if (expiresAt != Long.MAX_VALUE && now - expiresAt >= 0) {
            return Due.EXPIRED;
        }
        if (now - reconnectAt >= 0) {
            return Due.RECONNECT;
        }
        if (now - pingAt >= 0 && ready) {
            pingAt = now + pingNanos;
            return Due.PING;
        }
        return Due.NOTHING;
    }
}
