package dev.realtime4j.chaos.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.BackendName;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("once") // they prove a command, not the JVM
class ChurnTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"MEMORY", "REDIS"})
    void everythingComesAndGoesAndNothingIsMissing(BackendName name) {
        try (Backend backend = name.open();
                Churn churn = new Churn(backend)) {
            Stop never = new Stop();
            long begin = System.nanoTime();
            Sample sample = Sample.take(0, backend.links());
            // Connections that were cut just now come again.
            while ((!churn.hasDoneAll()
                            || sample.connections() < backend.links().size())
                    && System.nanoTime() - begin < DEADLINE.toNanos()) {
                never.within(LOOK);
                sample = Sample.take(0, backend.links());
            }
            assertThat(churn.hasDoneAll())
                    .as(() -> "all was done: " + churn.counts())
                    .isTrue();
            assertThat(churn.faults()).isEmpty();
            assertThat(sample.heap()).isPositive();
            assertThat(sample.threads()).isPositive();
            assertThat(sample.connections())
                    .isGreaterThanOrEqualTo(backend.links().size());
        }
    }
}
