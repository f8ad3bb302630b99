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
    void aPlaceThatTheLiveEndHasNotReachedIsAtTheEnd() {
        assertThat(left(new MessageId(9, 1))).isZero();
    }

    /** Such as the head of a new log whose first numbers are the same, while the old log is still held here. */
    @Test
    void aPlaceBetweenTwoMessagesIsOfAnotherLog() {
        assertThat(left(new MessageId(6, 2))).isNegative();
        assertThat(left(new MessageId(4, 1))).isNegative();
        assertThat(ring.contains(new MessageId(6, 1))).isTrue();
        assertThat(ring.contains(new MessageId(6, 2))).isFalse();
    }
}
