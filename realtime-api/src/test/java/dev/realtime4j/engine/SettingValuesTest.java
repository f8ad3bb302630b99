package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that settings may have, as text and by the builder. */
class SettingValuesTest {
    private static RealtimeConfig of(String key, String value) {
        return RealtimeConfig.of(Map.of(key, value));
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "30s, 30000",
        "5m, 300000",
        "1h, 3600000",
        "PT30S, 30000",
        "pt0.5s, 500",
        "' 10 s ', 10000",
        "1H, 3600000"
    })
    void durationsAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(of("request-timeout", text).timeouts().request()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10",
                "1.5s",
                "-1s",
                "s",
                "1 week",
                "1µs",
                "P",
                "PT",
                "PT-1S",
                "0ms",
                "61m",
                "1d",
                "P1Y",
                "999999999999999999d",
                "9999999999999999999ms",
                "PT9999999999999999999S",
                "P999999999999999D",
                "１s"
            })
    void otherDurationsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("request-timeout", text))
                .withMessageContaining("request-timeout must be a duration such as 500ms, 30s, 5m, 24h, 7d or PT30S");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "524288, 524288", "512KiB, 524288", "512kib, 524288", "64 MiB, 67108864"})
    void sizesAreReadAsPeopleWriteThem(String text, int bytes) {
        assertThat(of("max-data-bytes", text).maxDataBytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "1KB", "512K", "1.5MiB", "KiB", "65MiB", "999999999999999999GiB", "0x10", "1e3"})
    void otherSizesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("max-data-bytes", text))
                .withMessageContaining("max-data-bytes must be a number of bytes, or of KiB, MiB or GiB as in 512KiB");
    }

    @Test
    void rangesOfTheBuilderAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RealtimeConfig.builder()
                        .maxDataBytes(0)
                        .bufferBytes(-1)
                        .handlerThreads(10_001)
                        .retention("a\nb", Retention.DEFAULT)
                        .strict()
                        .build())
                .withMessageContaining("5 faults")
                .withMessageContaining("max-data-bytes must be 1 to 64MiB, got 0")
                .withMessageContaining("buffer-bytes must be 0 to 1024GiB, got -1")
                .withMessageContaining("handler-threads must be 1 to 10000, got 10001")
                .withMessageContaining("U+000A at index 1");
        for (Duration wrong : Arrays.asList(
                Duration.ZERO,
                Duration.ofNanos(999_999),
                Duration.ofMinutes(61),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RealtimeConfig.Timeouts(wrong, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(1, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(0, Duration.ofSeconds(1)));
    }
}
