package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeConfig.Timeouts;
import dev.realtime4j.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

    @Test
    void inCode() {
        // tag::builder[]
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(10_000, Duration.ofDays(7)))
                .timeouts(new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(10)))
                .maxDataBytes(64 * 1024)
                .build();
        // end::builder[]
        assertThat(config.retention("any").maxMessages()).isEqualTo(10_000);
    }

    @Test
    void fromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("realtime.properties"), """
                # tag::file[]
                url=memory:
                request-timeout=3s
                retention.max-messages=10000
                retention.max-age=7d
                # end::file[]
                """);
        // tag::load[]
        RealtimeConfig config = RealtimeConfig.load(file); // without a file: realtime.properties, if it is there
        // end::load[]
        assertThat(config.timeouts().request()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.retention("any")).isEqualTo(new Retention(10_000, Duration.ofDays(7)));
    }
}
