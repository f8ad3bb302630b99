package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.StoredEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveEndTest {
    private static final int LARGE = 512 * 1024;

    private final Ring ring = new Ring(new RingBudget(100L * LARGE), 1000);
    private final LiveEnd end = new LiveEnd(new Message.Origin("channel", JacksonCodec.DEFAULT), ring);

    private static StoredEntry entry(int number, int bytes) {
        return new StoredEntry(id(number), "event", new byte[bytes], 0);
    }

    private static MessageId id(int number) {
        return new MessageId(number, 0);
    }

    private void hold(int number, int bytes) {
        end.hold(entry(number, bytes), id(number - 1));
    }

    @Test
    void whatIsHeldDuringAReadIsTakenAfterIt() {
        end.start(id(0));
        hold(1, 10);
        hold(2, 10);
        end.takeHeld(false);
        assertThat(end.last()).isEqualTo(id(2));
        assertThat(end.isDoubtful()).isFalse();
    }

    /** Large messages fill the memory long before there are many of them. */
    @Test
    void whatIsHeldIsBoundedInBytes() {
        end.start(id(0));
        hold(1, LARGE);
        hold(2, LARGE);
        assertThat(end.isDoubtful()).isFalse();
        hold(3, LARGE);
        assertThat(end.isDoubtful())
                .as("the first ones are left to the next read")
                .isTrue();
    }

    @Test
    void whatAReadHasGivenDoesNotCountAsHeld() {
        end.start(id(0));
        hold(1, LARGE);
        hold(2, LARGE);
        int found =
                end.takePage(new Page(List.of(entry(1, LARGE), entry(2, LARGE)), Continuity.EXACT, id(2), true, id(2)));
        assertThat(found).isEqualTo(2);
        hold(3, LARGE);
        hold(4, LARGE);
        end.takeHeld(false);
        assertThat(end.last()).isEqualTo(id(4));
        assertThat(end.isDoubtful()).isFalse();
    }
}
