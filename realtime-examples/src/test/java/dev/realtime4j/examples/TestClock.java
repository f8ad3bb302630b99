package dev.realtime4j.examples;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

// tag::test-clock[]
/** A clock that goes on only when it is told to. */
final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
// end::test-clock[]
