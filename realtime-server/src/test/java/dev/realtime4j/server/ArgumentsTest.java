package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ArgumentsTest {
    private final Arguments.Time time =
            new Arguments.Time(Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T11:00:00Z, 2026-01-31T11:00:00Z",
        "2026-01-31T11:00:00.5+02:00, 2026-01-31T09:00:00.5Z",
        "0, 1970-01-01T00:00:00Z",
        "1769860800000, 2026-01-31T12:00:00Z",
        "-500ms, 2026-01-31T11:59:59.5Z",
        "-30s, 2026-01-31T11:59:30Z",
        "-15m, 2026-01-31T11:45:00Z",
        "-24h, 2026-01-30T12:00:00Z",
        "-7d, 2026-01-24T12:00:00Z"
    })
    void readsATime(String text, Instant expected) {
        assertThat(time.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "24h", "-24", "-24w", "+24h", "yesterday", "2026-01-31", "-9999999999999d", "1e3", "٣"})
    void refusesOtherTimes(String text) {
        assertThatThrownBy(() -> time.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("\"" + text + "\" is no time")
                .hasMessageContaining("-24h");
    }
}
