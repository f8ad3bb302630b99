package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text form of a configuration: properties file, environment, map, URL. */
public final class Settings {
    private Settings() {}

    public static RealtimeConfig load(Path file, boolean required, Map<String, String> environment) {
        return parse(environment);
    }

    public static RealtimeConfig parse(Map<String, String> settings) {
        return RealtimeConfig.builder(settings.getOrDefault("url", "memory:")).build();
    }

    public static Map<String, String> urlOptions(@Nullable String url, List<String> faults) {
        return Map.of();
    }

    public static void checkBackend(RealtimeConfig config, List<String> faults) {}

    public static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }
}
