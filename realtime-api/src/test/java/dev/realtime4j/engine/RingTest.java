package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.spi.StoredEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final Message.Origin ORIGIN = new Message.Origin("channel", JacksonCodec.DEFAULT);

    private final Ring ring = new Ring(new RingBudget(1_000_000), 100);

    @BeforeEach
    void fill() {
        ring.restart(new MessageId(3, 1));
        for (int i = 5; i <= 8; i++) {
            ring.add(Message.of(ORIGIN, new StoredEntry(new MessageId(i, 1), "event", new byte[] {'1'}, 0)), 1);
        }
    }

    private int left(MessageId cursor) {
        long sequence = ring.locate(cursor);
        return sequence < 0 ? -1 : (int) (ring.next() - sequence);
    }

    @Test
    void whatFollowsAPlaceOfTheLogIsFound() {
        assertThat(left(new MessageId(3, 1))).isEqualTo(4);
        assertThat(left(new MessageId(5, 1))).isEqualTo(3);
        assertThat(left(new MessageId(8, 1))).isZero();
    }

    @Test
    void whatWasGivenUpIsNotFound() {
        assertThat(left(new MessageId(2, 1))).isNegative();
        assertThat(left(MessageId.BEGINNING)).isNegative();
    }

    @Test
    void aPlaceThatTheLiveEndHasNotReachedIsAtTheEndAndNotKnown() {
        assertThat(ring.locate(new MessageId(9, 1))).isEqualTo(~ring.next()).isLessThan(Ring.UNKNOWN);
        ring.restart(new MessageId(8, 1));
        assertThat(ring.locate(new MessageId(9, 1))).isEqualTo(~ring.next());
        assertThat(ring.locate(new MessageId(8, 1))).isEqualTo(ring.next());
    }

    /** Such as the head of a new log whose first numbers are the same, while the old log is still held here. */
    @Test
    void aPlaceBetweenTwoMessagesIsOfAnotherLog() {
        assertThat(left(new MessageId(6, 2))).isNegative();
        assertThat(left(new MessageId(4, 1))).isNegative();
        assertThat(ring.contains(new MessageId(6, 1))).isTrue();
        assertThat(ring.contains(new MessageId(6, 2))).isFalse();
    }

    /** Else one burst would keep the memory of all channels for as long as now and then a message comes. */
    @Test
    void whatABurstHasReservedIsGivenBack() {
        RingBudget budget = new RingBudget(100_000);
        Ring burst = new Ring(budget, 1000);
        for (int i = 1; i <= 100; i++) {
            burst.add(message(i, 1000), 1000);
        }
        assertThat(budget.reserve(50_000)).isFalse();
        for (int i = 101; i <= 103; i++) {
            burst.add(message(i, 1), 1);
            burst.sweep();
        }
        assertThat(budget.reserve(50_000)).isTrue();
        burst.add(message(104, 1000), 1000);
        assertThat(burst.contains(new MessageId(104, 1))).isTrue();
    }

    private static Message<?> message(int number, int bytes) {
        return Message.of(ORIGIN, new StoredEntry(new MessageId(number, 1), "event", new byte[bytes], 0));
    }
}
