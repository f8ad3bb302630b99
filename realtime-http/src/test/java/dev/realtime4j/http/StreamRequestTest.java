package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamRequestTest {
    private static final long NOW = 1_795_924_642_570L;

    @Test
    void aTimeInThePresentMillisecondIsNoneAhead() {
        assertThat(StreamRequest.clamped(Position.since(NOW), Decision.allow(), NOW))
                .as("it may have messages already")
                .isEqualTo(Position.since(NOW));
        assertThat(StreamRequest.clamped(Position.since(NOW - 1), Decision.allow(), NOW))
                .isEqualTo(Position.since(NOW - 1));
    }

    @Test
    void aTimeAheadIsFromNowOn() {
        assertThat(StreamRequest.clamped(Position.since(NOW + 1), Decision.allow(), NOW))
                .isNull();
    }
}
