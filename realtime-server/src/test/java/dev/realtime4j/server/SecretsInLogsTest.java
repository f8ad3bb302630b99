package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.tck.broker.KafkaServer;
import dev.realtime4j.tck.broker.NatsServer;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No password, key or token is in any log, however much is logged: by this library, by the drivers, and by an application that
 * logs what it catches.
 */
@Tag("once")
class SecretsInLogsTest {
    private static final String RIGHT = "tck-right-secret";
    private static final String WRONG = "tck-wrong-secret";

    @TempDir
    Path folder;

    private final Properties sets = new Properties();

    private void set(String name, String... settings) {
        for (int i = 0; i < settings.length; i += 2) {
            sets.setProperty(name + " " + settings[i], settings[i + 1]);
        }
        if (!name.startsWith("http")) {
            sets.setProperty(name + " connect-timeout", name.endsWith("right") ? "30s" : "4s");
        }
    }

    /** Runs the application on the sets; gives all that it wrote. */
    private String logged() throws IOException, InterruptedException {
        Path logging = Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                .level = ALL
                java.util.logging.ConsoleHandler.level = ALL
                sun.level = INFO
                javax.level = INFO
                jdk.level = INFO
                java.level = INFO
                """);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-Djava.util.logging.config.file=" + logging,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.realtime4j.server.LoggingApplication")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(folder.toFile())
                .start();
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            sets.store(in, null);
        }
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            return Files.readString(log);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertNoneIn(String log, String... secrets) {
        for (String secret : secrets) {
            String coded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            List<String> telling = log.lines()
                    .filter(line -> line.contains(secret)
                            || line.contains(secret.replace("-", "%2D"))
                            || line.contains(coded.replace("=", "")))
                    .limit(5)
                    .toList();
            assertThat(telling).as("lines that tell " + secret).isEmpty();
        }
    }

    @Test
    void redisTellsNone() throws Exception {
        try (RedisServer server = RedisServer.launch()) {
            server.call("CONFIG", "SET", "requirepass", RIGHT);
            String at = "@127.0.0.1:" + server.port();
            set("1-right", "url", "redis://default:" + RIGHT + at);
            set("2-wrong", "url", "redis://:" + WRONG + at);
            set("3-escaped", "url", "redis://default:" + RIGHT.replace("-", "%2D") + at + "/3");
            set("4-no-scheme", "url", "redi://default:" + RIGHT + at);
            set("5-no-port", "url", "redis://default:" + RIGHT + at + "x?key-prefix={");
            set("6-nobody", "url", "redis://default:" + RIGHT + "@127.0.0.1:1");
            set("7-sentinels", "url", "redis-sentinel://default:" + RIGHT + at, "redis.sentinel-password", WRONG);
            set("8-cluster", "url", "redis-cluster://default:" + RIGHT + at);
            String log = logged();
            assertThat(log)
                    .contains("end of 1-right: used 0", "end of 2-wrong: failed", "end of 3-escaped: used 0")
                    .contains("end of 4-no-scheme: refused", "end of 5-no-port: refused", "end of 8-cluster: failed");
            assertNoneIn(log, RIGHT, WRONG);
        }
    }

    @Test
    void natsTellsNone() throws Exception {
        try (NatsServer server = NatsServer.launch("authorization { user: app, password: \"" + RIGHT + "\" }");
                NatsServer byToken = NatsServer.launch("authorization { token: \"" + RIGHT + "\" }")) {
            String at = "@127.0.0.1:" + server.port();
            set("1-right", "url", "nats://app:" + RIGHT + at);
            set("2-wrong", "url", "nats://app:" + WRONG + at);
            set("3-token", "url", "nats://" + RIGHT + "@127.0.0.1:" + byToken.port());
            set("4-wrong-token", "url", "nats://" + WRONG + "@127.0.0.1:" + byToken.port());
            set("5-twice", "url", "nats://app:" + RIGHT + at + ",app:" + RIGHT + at + "x");
            set("6-nobody", "url", "nats://app:" + RIGHT + "@127.0.0.1:1");
            set("7-tls", "url", "tls://app:" + RIGHT + at);
            Path creds = Files.writeString(folder.resolve("app.creds"), RIGHT);
            set("8-file", "url", "nats://127.0.0.1:" + server.port(), "nats.credentials-file", creds.toString());
            String log = logged();
            assertThat(log)
                    .contains("end of 1-right: used 0", "end of 2-wrong: failed", "end of 3-token: used 0")
                    .contains("end of 4-wrong-token: failed", "end of 5-twice: refused", "end of 6-nobody: failed");
            assertNoneIn(log, RIGHT, WRONG);
        }
    }

    @Test
    void kafkaTellsNone() throws Exception {
        String module = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
        try (KafkaServer server = KafkaServer.launch(Map.of(
                "listener.security.protocol.map",
                "DIRECT:PLAINTEXT,LINKED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.linked.plain.sasl.jaas.config",
                module + "user_app=\"" + RIGHT + "\";"))) {
            String url = "kafka://127.0.0.1:" + server.link().port() + "/chat?partitions=1";
            for (String password : List.of(RIGHT, WRONG)) {
                set(
                        password.equals(RIGHT) ? "1-right" : "2-wrong",
                        "url",
                        url,
                        "kafka.client.security.protocol",
                        "SASL_PLAINTEXT",
                        "kafka.client.sasl.mechanism",
                        "PLAIN",
                        "kafka.client.sasl.jaas.config",
                        module + "username=\"app\" password=\"" + password + "\";",
                        "kafka.client.ssl.truststore.password",
                        WRONG);
            }
            set("3-in-url", "url", "kafka://app:" + RIGHT + "@127.0.0.1:1/chat");
            set(
                    "4-no-jaas",
                    "url",
                    url,
                    "kafka.client.security.protocol",
                    "SASL_PLAINTEXT",
                    "kafka.client.sasl.mechanism",
                    "PLAIN",
                    "kafka.client.sasl.jaas.config",
                    "password=" + RIGHT);
            String log = logged();
            assertThat(log)
                    .contains("end of 1-right: used 0", "end of 2-wrong: failed", "end of 3-in-url: refused")
                    .contains("end of 4-no-jaas: failed", "[hidden]");
            assertNoneIn(log, RIGHT, WRONG);
        }
    }

    @Test
    void httpTellsNone() throws Exception {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.dGNrLXdyb25nLXNlY3JldA";
        set("http", "key", RIGHT, "secret", RIGHT.repeat(2), "token", token, "wrong", WRONG);
        String log = logged();
        assertThat(log).contains("end of http: used 0", "an access control that fails");
        assertNoneIn(log, RIGHT, WRONG, token);
    }
}
