package dev.realtime4j.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasureTest {
    @Test
    void whatStaysIsFlatWhateverItsNoise() {
        assertThat(change(i -> 100 + i % 7).isFlat()).isTrue();
        assertThat(change(i -> i == 119 ? 500 : 100).isFlat()).as("one peak").isTrue();
        assertThat(change(i -> Math.min(i, 24)).isFlat())
                .as("growth in the warm-up")
                .isTrue();
        assertThat(change(i -> 200 - i).isFlat()).as("less and less").isTrue();
    }

    @Test
    void whatGrowsIsSeen() {
        assertThat(change(i -> 50 + i).isFlat()).as("one more each time").isFalse();
        assertThat(change(i -> 100 + i / 4).isFlat())
                .as("one more each fourth time")
                .isFalse();
        assertThat(change(i -> i < 60 ? 100 : 120).isFlat()).as("a step").isFalse();
    }

    @Test
    void aFewSamplesAreNoProof() {
        assertThatThrownBy(() -> Measure.THREADS.change(samples(9, i -> 1)))
                .hasMessageContaining("10 samples or more, got 9");
    }

    private static Measure.Change change(IntUnaryOperator threads) {
        return Measure.THREADS.change(samples(120, threads));
    }

    private static List<Sample> samples(int count, IntUnaryOperator threads) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Sample(i, 0, threads.applyAsInt(i), 0, 0))
                .toList();
    }
}
