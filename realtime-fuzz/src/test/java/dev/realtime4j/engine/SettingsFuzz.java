package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations: accepted, or refused with a message; and never is a password shown. */
public final class SettingsFuzz {
    private static final String SECRET = "tck-secret";
    private static final List<String> SCHEMES = List.of(
            "memory:",
            "redis://",
            "rediss://",
            "redis-sentinel://",
            "redis-cluster://",
            "nats://",
            "tls://",
            "kafka://");
    private static final List<String> SECRETS = List.of(
            "redis.sentinel-password",
            "redis.truststore-password",
            "kafka.client.sasl.jaas.config",
            "kafka.client.ssl.key.password");
    private static final Path FILE = file();

    private SettingsFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("realtime-fuzz", ".properties");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        if (new String(bytes, StandardCharsets.UTF_8).contains(SECRET)) {
            return; // not ours
        }
        Input input = new Input(bytes);
        switch (input.choice(4)) {
            case 0 -> read(input.text(), input.text(), input.rest());
            case 1 -> shown(SCHEMES.get(input.choice(SCHEMES.size())) + input.text(), Map.of());
            case 2 -> {
                String scheme = SCHEMES.get(input.choice(SCHEMES.size()));
                String user = input.text();
                if (user.indexOf('?') < 0) { // else what follows is an option of the query
                    shown(scheme + user + ":" + SECRET + "@" + input.text(), Map.of());
                }
            }
            default -> {
                String scheme = SCHEMES.get(input.choice(SCHEMES.size()));
                String key = SECRETS.get(input.choice(SECRETS.size()));
                shown(scheme + input.text(), Map.of(key, input.text() + SECRET, input.text(), input.text()));
            }
        }
    }

    /** A file and a variable. */
    private static void read(String variable, String value, byte[] file) {
        try {
            Files.write(FILE, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            RealtimeConfig config = Settings.load(FILE, true, Map.of("REALTIME_" + variable, value));
            Input.check(!config.toString().isEmpty(), "no text");
        } catch (IllegalArgumentException refused) {
            Input.check(refused.getMessage() != null, "no message");
        }
    }

    private static void shown(String url, Map<String, String> settings) {
        try {
            Map<String, String> all = new java.util.HashMap<>(settings);
            all.put("url", url);
            hidden(RealtimeConfig.of(all).toString());
        } catch (IllegalArgumentException refused) {
            hidden(String.valueOf(refused.getMessage()));
        }
        try {
            hidden(RealtimeConfig.builder(url).build().toString());
        } catch (IllegalArgumentException refused) {
            hidden(String.valueOf(refused.getMessage()));
        }
    }

    private static void hidden(String text) {
        Input.check(!text.contains(SECRET), text);
    }
}
