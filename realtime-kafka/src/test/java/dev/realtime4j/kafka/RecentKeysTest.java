package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import org.junit.jupiter.api.Test;

class RecentKeysTest {
    private final RecentKeys keys = new RecentKeys();
    private long offset;

    private MessageId take(String key, long time) {
        return keys.take("c", key, new MessageId(offset++, time), time);
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
    void itHoldsWhereTheClockStepsBack() {
        MessageId first = take("k", 100_000);
        assertThat(take("k", 50_000)).isEqualTo(first);
        take("other", 170_000);
        assertThat(take("k", 220_000)).isEqualTo(first);
    }

    @Test
    void whatHasExpiredIsForgotten() {
        take("k", 1_000);
        take("other", 182_000);
        assertThat(keys.first("c", "k")).isNull();
        assertThat(keys.first("c", "other")).isNotNull();
    }

    @Test
    void keysOfDifferentChannelsNeverMeet() {
        MessageId one = keys.take("a", "b", new MessageId(1, 1), 1);
        assertThat(keys.take("a:", "b", new MessageId(2, 1), 1)).isNotEqualTo(one);
        assertThat(keys.take("b", "a", new MessageId(3, 1), 1)).isNotEqualTo(one);
    }
}
