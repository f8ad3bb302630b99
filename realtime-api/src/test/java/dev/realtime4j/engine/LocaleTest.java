package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.engine.TestProviders.One;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** In Turkish the lower case of I is ı, and String.format may use other digits elsewhere. */
@Isolated
class LocaleTest {
    private final Locale before = Locale.getDefault();

    @BeforeEach
    void turkish() {
        Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
    }

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    @Test
    void settingsDoNotDependOnTheLocale() throws Exception {
        Map<String, String> environment = Map.of(
                "REALTIME_URL", "ONE://HIGH",
                "REALTIME_STRICT", "false",
                "REALTIME_MAX_DATA_BYTES", "1KIB",
                "REALTIME_RETENTION_MAX_AGE", "5H",
                "REALTIME_ONE_CLIENT_LINGER_INTERVAL", "1",
                "REALTIME_ONE_KEY_PREFIX", "IıİI");
        RealtimeConfig config =
                TestProviders.with(() -> Settings.load(Path.of("no-such.properties"), false, environment), One.class);
        assertThat(config.maxDataBytes()).isEqualTo(1024);
        assertThat(config.retention("x").maxAge()).isEqualTo(Duration.ofHours(5));
        assertThat(config.options()).isEqualTo(Map.of("client.linger.interval", "1", "key-prefix", "IıİI"));
        assertThat(Setting.environmentName("retention.max-messages")).isEqualTo("REALTIME_RETENTION_MAX_MESSAGES");
        assertThat(SettingText.parseDuration("PT1M")).isEqualTo(60_000);
        assertThat(SettingText.parseSize("1MIB")).isEqualTo(1 << 20);
        assertThat(BackendUrl.scheme("MEMORIES:")).isEqualTo("memories");
        assertThat(Secrets.isSecret("SSL.TRUSTSTORE.CREDENTIALS")).isTrue();
        assertThat(Secrets.mask(Map.of("JAAS.CONFIG.FILE", "x"))).containsValue("x");
    }

    @Test
    void dataGoesThereAndBackAndMessagesKeepTheirDigits() {
        Map<String, Object> data = Map.of("INFO", "Iıİi", "title", 1.5);
        byte[] json = EventData.encode("INFO.title", data, null, JacksonCodec.DEFAULT, 1000);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"INFO\":\"Iıİi\"")
                .contains("1.5");
        assertThat(RawJson.of(json).bytes()).isEqualTo(json);
        assertThat(Names.channel("Iıİi")).isEqualTo("Iıİi");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Names.channel("I\u0000")))
                .hasMessageContaining("U+0000 at index 1");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> RawJson.of("\"\uD800\"")))
                .hasMessageContaining("U+D800 at index 1");
    }
}
