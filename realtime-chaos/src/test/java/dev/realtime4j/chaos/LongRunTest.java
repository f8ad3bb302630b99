package dev.realtime4j.chaos;

import dev.realtime4j.chaos.fault.BackendName;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two minutes of faults on each backend. */
@Tag("long")
class LongRunTest {
    @ParameterizedTest
    @EnumSource
    void everyPromiseIsKept(BackendName backend) throws IOException {
        Runs.pass(backend, "2");
    }
}
