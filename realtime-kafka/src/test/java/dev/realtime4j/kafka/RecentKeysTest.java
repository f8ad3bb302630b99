package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private long now;
    private final RecentKeys keys = new RecentKeys(() -> now);
    private long offset;

    private MessageId take(String channel, String key, long time) {
        keys.pass(time);
        return keys.take(channel, key, new MessageId(offset++, time));
    }

    private MessageId take(String key, long time) {
        return take("c", key, time);
    }

    @Test
    void theFirstWinsForTwoMinutes() {
        MessageId first = take("k", 1_000);
        assertThat(take("k", 1_000)).isEqualTo(first);
        assertThat(take("k", 121_000)).isEqualTo(first);
        assertThat(keys.recent("c", "k")).isEqualTo(first);
        assertThat(take("k", 241_001))
                .as("more than two minutes after the last")
                .isEqualTo(new MessageId(3, 241_001));
    }

    @Test
    void timePassesWithRecordsThatHaveNoKey() {
        MessageId first = take("k", 1_000);
        keys.pass(100_000);
        keys.pass(0);
        assertThat(take("k", 21_000)).as("99 and 21 s later").isEqualTo(first);
        keys.pass(100_000);
        keys.pass(0);
        assertThat(take("k", 42_000)).as("79 and 42 s later").isNotEqualTo(first);
    }

    @Test
    void itHoldsWhereTheClockStepsBack() {
        MessageId first = take("k", 10_000_000);
        assertThat(take("k", 50_000)).isEqualTo(first);
        take("other", 170_000);
        assertThat(take("k", 170_000)).isEqualTo(first);
    }

    /** Else a key would hold until the clock has made up for what it was set back. */
    @Test
    void itExpiresAfterTheClockHasSteppedBack() {
        MessageId first = take("k", 10_000_000);
        keys.pass(50_000);
        assertThat(take("k", 171_000)).isNotEqualTo(first);
    }

    @Test
    void whatHasExpiredIsForgotten() {
        take("k", 1_000);
        take("other", 182_000);
        assertThat(keys.first("c", "k")).isNull();
        assertThat(keys.first("c", "other")).isNotNull();
    }

    /** A process that has just started is given records that are long stored, one right after the other. */
    @Test
    void whatIsOldByTheClockIsNotRecentThoughItWasSeenJustNow() {
        now = 1_000_000;
        MessageId old = take("old", now - 120_001);
        MessageId young = take("young", now - 120_000);
        assertThat(keys.recent("c", "old")).isNull();
        assertThat(keys.first("c", "old")).as("which the log decides").isEqualTo(old);
        assertThat(keys.recent("c", "young")).isEqualTo(young);
        now++;
        assertThat(keys.recent("c", "young")).isNull();
    }

    @Test
    void whatHasATimeAheadOfTheClockIsRecent() {
        MessageId first = take("k", 50_000);
        assertThat(keys.recent("c", "k")).isEqualTo(first);
    }

    @Test
    void keysOfDifferentChannelsNeverMeet() {
        MessageId one = take("a", "b", 1);
        assertThat(take("a:", "b", 1)).isNotEqualTo(one);
        assertThat(take("b", "a", 1)).isNotEqualTo(one);
    }
}
