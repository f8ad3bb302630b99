package dev.realtime4j.tck;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is moved, forward or back, so that rules about age need no waiting. Counts in full
 * milliseconds. Safe for any threads.
 */
public final class MutableClock extends Clock {
    private final AtomicLong millis;

    /** Makes a clock that shows the system's present time. */
    public MutableClock() {
        this(Instant.ofEpochMilli(System.currentTimeMillis()));
    }

    /**
     * Makes a clock that shows a given time.
     *
     * @param start what the clock shows first
     */
    public MutableClock(Instant start) {
        millis = new AtomicLong(start.toEpochMilli());
    }

    /**
     * Moves the clock by a duration.
     *
     * @param by how far; a negative duration steps back
     */
    public void advance(Duration by) {
        millis.addAndGet(by.toMillis());
    }

    /**
     * Sets the clock.
     *
     * @param time what the clock shall show
     */
    public void set(Instant time) {
        millis.set(time.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /**
     * Refused: ages have no time zone.
     *
     * @throws UnsupportedOperationException always, unless the zone is UTC
     */
    @Override
    public Clock withZone(ZoneId zone) {
        if (Objects.equals(zone, ZoneOffset.UTC)) {
            return this;
        }
        throw new UnsupportedOperationException("This clock is in UTC only");
    }
}
