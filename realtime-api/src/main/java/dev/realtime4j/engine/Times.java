package dev.realtime4j.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** From instants to the milliseconds that messages are stamped with; instants too far away are taken as the ends of time. */
final class Times {
    private Times() {}

    /** The first full millisecond that is not before the instant. */
    static long ceilMillis(Instant instant) {
        long floor = floorMillis(instant);
        boolean full = instant.equals(instant.truncatedTo(ChronoUnit.MILLIS));
        return full || floor == Long.MAX_VALUE ? floor : floor + 1;
    }

    /** The last full millisecond that is not after the instant. */
    static long floorMillis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
