package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
        return take(portion, seq, 0);
    }

    private static boolean take(Portion portion, long seq, long behind) {
        return portion.take(
                Records.decode(seq, Records.headers("e", 1, null), "1".getBytes(StandardCharsets.UTF_8)), behind);
    }

    private static List<Long> shown(Portion portion) {
        return portion.entries().stream().map(entry -> entry.id().major()).toList();
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

    /** A replica got the last record only after it had counted. */
    @Test
    void whatNewerOnesAreKnownOfIsNotShown() {
        Portion portion = newest(2);
        take(portion, 3, 2);
        take(portion, 6, 1);
        take(portion, 9, 0);
        portion.dropBehind(2);
        assertThat(shown(portion)).containsExactly(6L, 9L);
        assertThat(portion.hides()).isTrue();
    }

    /** A replica had removed the records 2 to 8 when it was asked for the second one; it keeps five. */
    @Test
    void whatAReplicaHasRemovedMeanwhileIsToldByWhatItHas() {
        Portion portion = newest(9);
        take(portion, 1, 8);
        take(portion, 9, 4);
        assertThat(portion.length()).isEqualTo(6);
        portion.dropBehind(4);
        assertThat(shown(portion)).isEmpty();
        assertThat(portion.isOvertaken()).isTrue();
    }

    @Test
    void nothingIsDroppedOfWhatIsShown() {
        Portion portion = newest(3);
        take(portion, 3, 2);
        take(portion, 6, 1);
        take(portion, 10, 0);
        portion.dropBehind(3);
        assertThat(shown(portion)).containsExactly(3L, 6L);
        assertThat(portion.hides()).isFalse();
    }
}
