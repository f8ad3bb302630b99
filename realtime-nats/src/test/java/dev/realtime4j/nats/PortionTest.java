package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is known of a scan by the records that it gave. */
class PortionTest {
    private static Portion newest(long count) {
        Portion portion = new Portion(10, 1000, 9, true, Long.MAX_VALUE, new AtomicLong());
        portion.count(count);
        return portion;
    }

    private static boolean take(Portion portion, long seq) {
        return portion.take(Records.decode(seq, Records.headers("e", 1, null), "1".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void allThatWereCountedAreAllThatThereAre() {
        Portion portion = newest(3);
        assertThat(take(portion, 3)).isTrue();
        assertThat(take(portion, 6)).isTrue();
        assertThat(portion.hasAll()).isFalse();
        assertThat(take(portion, 9)).isFalse();
        assertThat(portion.hasAll()).isTrue();
    }

    @Test
    void whereFewerCameSomeMayBeGone() {
        Portion portion = newest(3);
        take(portion, 3);
        take(portion, 9);
        assertThat(portion.hasAll()).isFalse();
    }

    @Test
    void whatIsBehindTheLastThatIsWantedMakesUpForNone() {
        Portion portion = newest(3);
        take(portion, 3);
        take(portion, 8);
        assertThat(take(portion, 10)).isFalse();
        assertThat(portion.isComplete()).isTrue();
        assertThat(portion.hasAll()).isFalse();
    }
}
