package dev.realtime4j.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlameGraphTest {
    @Test
    void aFrameIsAsWideAsItWasSeen() {
        FlameGraph graph = new FlameGraph("title & more");
        graph.add(List.of("main", "emit"), 3);
        graph.add(List.of("main", "wait<>"), 1);
        assertThat(graph.samples()).isEqualTo(4);
        assertThat(graph.svg())
                .contains("title &amp; more")
                .contains("<title>main: 100.0 %</title>")
                .contains("<title>emit: 75.0 %</title><rect x=\"0.0\"")
                .contains("<title>wait&lt;&gt;: 25.0 %</title><rect x=\"900.0\"");
    }
}
