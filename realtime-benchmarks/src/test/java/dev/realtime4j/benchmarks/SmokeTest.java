package dev.realtime4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.benchmarks.report.Results;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every benchmark runs and delivers every message; how fast it is says nothing here. Not those beside other libraries: whether
 * these are well on a busy machine says nothing of this one.
 */
@Tag("once")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmokeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fan-out",
                "allocation",
                "memory",
                "replay",
                "redis",
                "nats",
                "kafka",
                "http",
                "http-latency",
                "http-return",
                "http-idle",
                "growth",
                "scale"
            })
    void runsAndDeliversEverything(String name) throws Exception {
        Results results = Main.run(name, true);
        assertThat(results.rows()).isNotEmpty();
        assertThat(Main.isComplete(results)).isTrue();
    }
}
