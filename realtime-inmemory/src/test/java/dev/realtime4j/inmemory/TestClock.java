package dev.realtime4j.inmemory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to go on, or back. Safe for any threads. */
final class TestClock extends Clock {
    static final long START = 1_800_000_000_000L;

    private final AtomicLong millis = new AtomicLong(START);

    void advance(Duration by) {
        millis.addAndGet(by.toMillis());
    }

    void set(long to) {
        millis.set(to);
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Nobody needs a zone here");
    }
}
