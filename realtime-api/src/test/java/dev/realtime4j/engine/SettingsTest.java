package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.realtime4j.Event;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.engine.TestProviders.One;
import dev.realtime4j.engine.TestProviders.Two;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    interface AppEvents {
        Event<String> ping();
    }

    interface BadEvents {
        String text();
    }

    private RealtimeConfig load(String text, Map<String, String> environment) throws Exception {
        Path file = folder.resolve("realtime.properties");
        Files.writeString(file, text);
        return TestProviders.with(() -> Settings.load(file, true, environment), One.class, Two.class);
    }

    private List<String> faults(String text, Map<String, String> environment) {
        Throwable thrown = catchThrowable(() -> load(text, environment));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        return ((ConfigFaults) thrown)
                .faults().stream().map(fault -> fault.replace(folder + "/", "")).toList();
    }

    private static RealtimeConfig of(String... pairs) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            settings.put(pairs[i], pairs[i + 1]);
        }
        return RealtimeConfig.of(settings);
    }

    @Test
    void everyKeyArrives() throws Exception {
        RealtimeConfig config = load("""
                # A comment, in which a \\
                url = one://h1:1,h2:2?key-prefix=from%2Durl
                connect-timeout = 500ms
                request-timeout: 30s
                close-timeout 5m
                max-data-bytes=1MiB
                buffer-bytes=0
                handler-threads = 10 \\

                strict = true
                events = dev.realtime4j.engine.SettingsTest.AppEvents
                retention.max-messages = 50
                retention.max-age = 7d
                retention.prefix.chat\\: = 5000 , PT1H
                retention.prefix.r\\u00e9 = 1,1ms
                one.key-prefix = from file
                one.client.max.poll = \\
                    5\\
                    0
                """, Map.of());
        assertThat(config.url()).isEqualTo("one://h1:1,h2:2?key-prefix=from%2Durl");
        assertThat(config.timeouts())
                .isEqualTo(new RealtimeConfig.Timeouts(
                        Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5)));
        assertThat(config.maxDataBytes()).isEqualTo(1 << 20);
        assertThat(config.bufferBytes()).isZero();
        assertThat(config.handlerThreads()).isEqualTo(10);
        assertThat(config.strict()).isTrue();
        assertThat(config.events()).isEqualTo(AppEvents.class);
        assertThat(config.retention("other")).isEqualTo(new Retention(50, Duration.ofDays(7)));
        assertThat(config.retention("chat:1")).isEqualTo(new Retention(5000, Duration.ofHours(1)));
        assertThat(config.retention("rés")).isEqualTo(new Retention(1, Duration.ofMillis(1)));
        assertThat(config.retentions().keySet()).containsExactly("chat:", "ré", "");
        assertThat(config.options()).isEqualTo(Map.of("key-prefix", "from-url", "client.max.poll", "50"));
    }

    @Test
    void theEnvironmentWins() throws Exception {
        RealtimeConfig config = load(
                "url = one://file\none.key-prefix = file\nrequest-timeout = 1s\none.format=plain\n",
                Map.of(
                        "REALTIME_URL", "one://environment",
                        "REALTIME_REQUEST_TIMEOUT", "2s",
                        "REALTIME_RETENTION_MAX_MESSAGES", "7",
                        "REALTIME_ONE_KEY_PREFIX", "",
                        "REALTIME_ONE_CLIENT_MAX_POLL", "9",
                        "realtime_url", "ignored",
                        "XREALTIME_URL", "ignored"));
        assertThat(config.url()).isEqualTo("one://environment");
        assertThat(config.timeouts().request()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.retention("x")).isEqualTo(new Retention(7, Duration.ofHours(24)));
        assertThat(config.options()).isEqualTo(Map.of("key-prefix", "", "format", "plain", "client.max.poll", "9"));
    }

    @Test
    void whatKubernetesAddsIsNoSetting() throws Exception {
        Map<String, String> environment = Map.of(
                "REALTIME_SERVICE_HOST", "10.0.0.1",
                "REALTIME_SERVICE_PORT", "80",
                "REALTIME_SERVICE_PORT_HTTP", "80",
                "REALTIME_PORT", "tcp://10.0.0.1:80",
                "REALTIME_PORT_80_TCP", "tcp://10.0.0.1:80",
                "REALTIME_PORT_80_TCP_ADDR", "10.0.0.1",
                "REALTIME_REDIS_SERVICE_HOST", "10.0.0.2",
                "REALTIME_REDIS_PORT_6379_TCP_PROTO", "tcp");
        assertThat(load("url=one:", environment).url()).isEqualTo("one:");
    }

    @Test
    void whatTheServerReadsIsNoSetting() throws Exception {
        assertThat(load("url=one:\nserve.port=80", Map.of("REALTIME_SERVE_PORT", "81"))
                        .url())
                .isEqualTo("one:");
        assertThat(faults("url=one:\nserved=80", Map.of("REALTIME_SERVED", "81")))
                .hasSize(2);
    }

    @Test
    void everyFaultIsToldAtOnceWithItsPlace() {
        List<String> faults = faults(
                """
                url = one://h?frmat=x&format=%zz&a=1&a=2&
                request-timout = 1s
                connect-timeout = soon
                close-timeout = 2h
                max-data-bytes = 65MiB
                handler-threads = 0
                strict = yes
                events = com.acme.Missing
                retention.max-age = 0s
                retention.prefix.a = 5
                retention.prefix. = 5,1d
                retention.prefix.b = 0,1d
                close-timeout = 1s
                one.key-prefx = a
                two.key-prefix = b
                three.x = c
                """,
                Map.of(
                        "REALTIME_REQEST_TIMEOUT",
                        "1s",
                        "REALTIME_BUFFER_BYTES",
                        "-1",
                        "REALTIME_RETENTION_PREFIX_A",
                        "1,1d"));
        assertThat(faults)
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:2: request-timout")
                        .endsWith("the nearest known one is \"request-timeout\""))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:3: connect-timeout must be a duration such as 500ms")
                        .contains("1ms to 1h")
                        .endsWith("got \"soon\""))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:4: close-timeout")
                        .contains("2h"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:5: max-data-bytes")
                        .contains("64MiB"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:6: handler-threads")
                        .contains("1 to 10000"))
                .anySatisfy(
                        fault -> assertThat(fault).startsWith("realtime.properties:7: strict must be true or false"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:8: events")
                        .contains("com.acme.Missing"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:9: retention.max-age")
                        .contains("3650d"))
                .anySatisfy(fault -> assertThat(fault).startsWith("realtime.properties:10: retention.prefix.a"))
                .anySatisfy(fault -> assertThat(fault).startsWith("realtime.properties:11: retention.prefix."))
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("realtime.properties:12: retention.prefix.b must be a whole"))
                .anySatisfy(fault -> assertThat(fault)
                        .isEqualTo("realtime.properties:13: \"close-timeout\" is given already in line 4"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:14: one.key-prefx is not a known key")
                        .contains("\"one.key-prefix\""))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("realtime.properties:15: two.key-prefix")
                        .contains("the URL selects the backend one"))
                .anySatisfy(fault -> assertThat(fault).startsWith("realtime.properties:16: three.x is not a known key"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("REALTIME_REQEST_TIMEOUT")
                        .contains("\"REALTIME_REQUEST_TIMEOUT\""))
                .anySatisfy(fault -> assertThat(fault).startsWith("REALTIME_BUFFER_BYTES: buffer-bytes"))
                .anySatisfy(fault -> assertThat(fault).startsWith("REALTIME_RETENTION_PREFIX_A"))
                .anySatisfy(fault -> assertThat(fault).contains("\"format\" is not well percent-encoded"))
                .anySatisfy(fault -> assertThat(fault).contains("\"a\" is given twice"))
                .anySatisfy(fault ->
                        assertThat(fault).contains("unknown option \"frmat\"").contains("\"format\""))
                .anySatisfy(fault -> assertThat(fault).contains("unknown option \"a\""))
                .hasSize(22);
    }

    @Test
    void theDefaultsOfTheTextAreThoseOfTheBuilder() {
        RealtimeConfig plain = RealtimeConfig.builder().build();
        Map<String, String> defaults = new HashMap<>();
        for (Setting setting : Setting.values()) {
            if (!setting.defaultText().isEmpty()) {
                defaults.put(setting.key(), setting.defaultText());
            }
        }
        RealtimeConfig explicit = RealtimeConfig.of(defaults);
        for (RealtimeConfig config : List.of(RealtimeConfig.of(Map.of()), explicit)) {
            assertThat(config.timeouts()).isEqualTo(plain.timeouts()).isEqualTo(RealtimeConfig.Timeouts.DEFAULT);
            assertThat(config.maxDataBytes()).isEqualTo(plain.maxDataBytes());
            assertThat(config.bufferBytes()).isEqualTo(plain.bufferBytes());
            assertThat(config.handlerThreads()).isEqualTo(plain.handlerThreads());
            assertThat(config.strict()).isEqualTo(plain.strict());
            assertThat(config.retention("any")).isEqualTo(Retention.DEFAULT);
        }
    }

    @Test
    void theFileMustBeReadable() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.load(folder.resolve("missing.properties"), true, Map.of()))
                .withMessageContaining("missing.properties: cannot be read");
        assertThat(Settings.load(folder.resolve("missing.properties"), false, Map.of())
                        .url())
                .isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.load(folder, false, Map.of()));
        Path latin = folder.resolve("latin.properties");
        Files.write(latin, "events=caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.load(latin, true, Map.of()))
                .withMessageContaining("latin.properties: is not UTF-8");
        assertThat(faults("\nmax-data-bytes=\\u12", Map.of()))
                .singleElement()
                .asString()
                .startsWith("realtime.properties:2: ");
        assertThat(load("\uFEFFrequest-timeout=1s\r\nclose-timeout=2s\r", Map.of())
                        .timeouts()
                        .close())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void optionsAreThoseOfTheUrlsBackend() throws Exception {
        TestProviders.with(
                () -> {
                    assertThat(of("one.client.a.b", "x", "one.key-prefix", " raw ")
                                    .options())
                            .isEqualTo(Map.of("client.a.b", "x", "key-prefix", " raw "));
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> of("one.key-prefix", "x", "two.key-prefix", "y"))
                            .withMessageContaining("one")
                            .withMessageContaining("two");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> of("one.client.", "x"))
                            .withMessageContaining("one.client. is not a known key");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> of("key-prefix", "x"))
                            .withMessageContaining("key-prefix is not a known key");
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> RealtimeConfig.builder("one:")
                                    .option("one.format", "x")
                                    .option("frmt", "x")
                                    .build())
                            .withMessageContaining("give it without \"one.\"")
                            .withMessageContaining("\"format\"");
                    return null;
                },
                One.class,
                Two.class);
    }

    @Test
    void noSecretIsEverShown() throws Exception {
        TestProviders.with(
                () -> {
                    RealtimeConfig config = RealtimeConfig.builder("one://u:hunter2@h?password=hunter2&client.x=1")
                            .option("client.ssl.key.password", "hunter2")
                            .build();
                    assertThat(config.toString()).contains("one://***@h").doesNotContain("hunter2");
                    for (String url : List.of(
                            "one://u:hunter2@h?password=hunter2",
                            "one://u:hunter2@h?password=hunter2&password=hunter2",
                            "one://u:hunter2@h?password=%zzhunter2",
                            "one://u:hunter2@h?hunter2",
                            "one://u:hunter2@h?format=x y&password=hunter2",
                            "none://u:hunter2@h",
                            "u:hunter2@h")) {
                        assertThatIllegalArgumentException()
                                .isThrownBy(() -> of("url", url, "events", url, "strict", url, "request-timeout", url))
                                .matches(e -> !String.valueOf(e).contains("hunter2"), "shows no secret");
                    }
                    return assertThatIllegalArgumentException()
                            .isThrownBy(() -> of("one.pasword", "hunter2", "password", "hunter2"))
                            .matches(e -> !String.valueOf(e).contains("hunter2"), "shows no secret");
                },
                One.class,
                Two.class);
    }

    @Test
    void theFaultsOfTheInterfaceOfEventsAreAmongThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("events", BadEvents.class.getName(), "buffer-bytes", "x"))
                .withMessageContaining("BadEvents.text()")
                .withMessageContaining("buffer-bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("strict", "true"))
                .withMessageContaining("strict needs declared events");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("strict", "true", "events", "com.acme.Missing"))
                .matches(e -> !String.valueOf(e).contains("strict"), "tells the missing class alone");
    }

    @Test
    void nullsAreFaults() {
        Map<String, String> nulls = new HashMap<>();
        nulls.put("url", nothing());
        nulls.put(nothing(), "x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RealtimeConfig.of(nulls))
                .withMessageContaining("\"url\" has no value")
                .withMessageContaining("a key is null");
        assertThatIllegalArgumentException().isThrownBy(() -> RealtimeConfig.of(nothing()));
        assertThatIllegalArgumentException().isThrownBy(() -> RealtimeConfig.load(nothing()));
        assertThatIllegalArgumentException().isThrownBy(() -> RealtimeConfig.builder(nothing()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RealtimeConfig.builder().codec(nothing()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RealtimeConfig.Timeouts(nothing(), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
