package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NatsSettingsTest {
    private static NatsSettings of(String url) {
        return NatsSettings.of(RealtimeConfig.builder(url).build());
    }

    @Test
    void aUrlNamesServersAndCredentials() {
        NatsSettings settings = of("nats://us%40er:p%3Ass@a,b:4333,[::1]:4");
        assertThat(settings.servers()).containsExactly("nats://a:4222", "nats://b:4333", "nats://[::1]:4");
        assertThat(settings.user()).isEqualTo("us@er");
        assertThat(settings.password()).isEqualTo("p:ss");
        assertThat(of("tls://t%2Bk@host").user()).isEqualTo("t+k");
        assertThat(of("tls://host/").isEncrypted()).isTrue();
        assertThat(settings.toString()).doesNotContain("p:ss", "us@er");
    }

    @Test
    void optionsHaveDefaults() {
        NatsSettings settings = of("nats://host");
        assertThat(settings.prefix()).isEqualTo("rt");
        assertThat(settings.replicas()).isEqualTo(1);
        assertThat(settings.maxBytes()).isEqualTo(-1);
        assertThat(settings.domain()).isNull();
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        assertThatThrownBy(
                        () -> of("nats://a,,b?prefix=a.b&replicas=0&max-bytes=many&domain=x.y&credentials-file=/none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "each server must be",
                        "nats.prefix",
                        "nats.replicas",
                        "nats.max-bytes",
                        "nats.domain",
                        "/none");
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        for (String port : List.of("0", "65536", "99999", "123456")) {
            assertThatThrownBy(() -> of("nats://a,b:" + port)).hasMessageContaining("b:" + port);
        }
        assertThat(of("nats://a:1,b:65535").servers()).containsExactly("nats://a:1", "nats://b:65535");
    }

    @Test
    void anUnknownOptionIsAFaultThatNamesTheNearest() {
        assertThatThrownBy(() -> of("nats://a?replica=3")).hasMessageContaining("replicas");
    }

    @Test
    void aPrefixThatIsTooLongForAStreamIsRefused() {
        assertThatThrownBy(() -> RealtimeConfig.builder("nats://a")
                        .retention(":".repeat(100), new Retention(5, Duration.ofHours(1)))
                        .build())
                .hasMessageContaining("too long for NATS");
    }

    @Test
    void aStreamKeepsMoreThanIsShown() {
        RealtimeConfig config = RealtimeConfig.builder("nats://a")
                .retention(new Retention(10, Duration.ofHours(1)))
                .retention("brief-", new Retention(10, Duration.ofSeconds(1)))
                .build();
        var groups = Group.of(config, "app");
        assertThat(groups.get(0).stream()).isEqualTo("app_p-brief-");
        assertThat(groups.get(0).keptAge()).isEqualTo(Duration.ofMinutes(2));
        assertThat(groups.get(1).stream()).isEqualTo("app_all");
        assertThat(groups.get(1).subject("a.b")).isEqualTo("app.all.a=2Eb");
        assertThat(groups.get(1).keptAge()).isEqualTo(Duration.ofHours(2));
        assertThat(groups.get(1).keptMessages()).isEqualTo(11);
    }
}
