package dev.realtime4j.chaos;

import dev.realtime4j.chaos.fault.BackendName;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifteen seconds of faults on each backend that is one server. */
@Tag("once")
class ShortRunTest {
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REDIS_CLUSTER", "NATS_CLUSTER", "KAFKA_CLUSTER"})
    void everyPromiseIsKept(BackendName backend) throws IOException {
        Runs.pass(backend, "0.25");
    }
}
