package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory: | memory:",
                "memory:room | memory:room",
                "redis://localhost:6379 | redis://localhost:6379",
                "redis://[::1]:6379/0?a=b@c | redis://[::1]:6379/0?a=b@c",
                "kafka://h1:1,h2:2?client.id=me@x | kafka://h1:1,h2:2?client.id=me@x",
                "redis://user:hunter2@host:6379/0 | redis://***@host:6379/0",
                "redis://:hunter2@host | redis://***@host",
                "nats://hunter2@host | nats://***@host",
                "redis://u:hunter2@h/w@host/0 | redis://***@host/0",
                "redis://u:hun?ter2@host | redis://***@host",
                "redis://u:hun?a=ter2@host | redis://***@host",
                "redis://u:?a=hunter2@host | redis://***@host",
                "redis://u:hun#ter2@host?x=1 | redis://***@host?x=1",
                "nats://u:hunter2@h1:1,u:hunter2@h2:2 | nats://***@h2:2",
                "redis://host?password=hunter2&x=1 | redis://host?password=***&x=1",
                "redis://host?a=1&ssl.keystore.password=hunter2 | redis://host?a=1&ssl.keystore.password=***",
                "u:hunter2@host | u:***@host",
                "hunter2@host | ***@host"
            })
    void urlsAreShownWithoutCredentials(String url, String shown) {
        assertThat(Secrets.maskUrl(url)).isEqualTo(shown).doesNotContain("hunter2", "ter2");
    }

    @Test
    void noUrlStaysNone() {
        assertThat(Secrets.maskUrl(null)).isNull();
        assertThat(Secrets.maskUrl("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "ssl.keystore.password",
                "ssl.key.password",
                "secret",
                "client-secret",
                "token",
                "auth-token",
                "accessKey",
                "api-key",
                "nkey",
                "ssl.keystore.key",
                "sasl.jaas.config",
                "PASSPHRASE",
                "credentials",
                "pwd"
            })
    void theValuesOfTheseKeysAreSecret(String key) {
        assertThat(Secrets.isSecret(key)).isTrue();
        assertThat(Secrets.mask(Map.of(key, "hunter2"))).isEqualTo(Map.of(key, "***"));
        assertThat(Secrets.maskText("refused: " + key + "=hunter2, gone")).doesNotContain("hunter2");
        assertThat(Secrets.maskText("{\"" + key + "\": \"hunter2\"}")).doesNotContain("hunter2");
        assertThat(Secrets.maskText(key + " : 'hunter2'")).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key-prefix",
                "password-file",
                "token-path",
                "ssl.keystore.location",
                "ssl.truststore.location",
                "credentials-file",
                "client.id",
                "user",
                "partition.keys.order"
            })
    void theValuesOfTheseKeysAreShown(String key) {
        assertThat(Secrets.isSecret(key)).isFalse();
        assertThat(Secrets.mask(Map.of(key, "shown"))).isEqualTo(Map.of(key, "shown"));
        assertThat(Secrets.maskText(key + "=shown")).isEqualTo(key + "=shown");
    }

    @Test
    void textKeepsWhatIsNoSecret() {
        assertThat(Secrets.maskText("Cannot connect to redis://u:hunter2@h:6379/0: refused (com.acme.Pool@1a2b)"))
                .isEqualTo("Cannot connect to redis://***@h:6379/0: refused (com.acme.Pool@1a2b)");
        assertThat(Secrets.maskText("x <redis://hunter2@h> and \"nats://u:hunter2@n\""))
                .isEqualTo("x <redis://***@h> and \"nats://***@n\"");
        assertThat(Secrets.maskText("Login username=\"bob\" password=\"hun ter2\";"))
                .isEqualTo("Login username=\"bob\" password=***;");
        assertThat(Secrets.maskText("1redis://u:hunter2@h")).isEqualTo("1redis://***@h");
        assertThat(Secrets.maskText("WRONGPASS invalid username-password pair"))
                .isEqualTo("WRONGPASS invalid username-password pair");
        assertThat(Secrets.maskText(null)).isEmpty();
    }

    @Test
    void theSecretsOfAConfigurationAreFoundInAnyText() {
        RealtimeConfig config = RealtimeConfig.builder()
                .option("auth-token", "tok-hunter2")
                .option("client.id", "shown")
                .build();
        assertThat(Secrets.maskText("bad tok-hunter2 of shown", config)).isEqualTo("bad *** of shown");
    }

    @Test
    void hostileTextTakesLinearTime() {
        String text = "a".repeat(300_000) + "://" + "b".repeat(300_000) + "=".repeat(100_000) + "\"".repeat(100_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Secrets.maskText(text));
        String url = "x://" + "a:,".repeat(3_000) + "?" + "a=b&".repeat(3_000) + "@";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(Secrets.maskUrl(url)).endsWith("@"));
    }
}
