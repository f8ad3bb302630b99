package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.TransportProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text form of a configuration: properties file, environment, map and URL (Rule F3). */
public final class Settings {

    /**
     * A setting as somebody gave it.
     *
     * @param key the key of a properties file
     * @param value its value
     * @param origin where it stands, such as {@code realtime.properties:3}; empty if there is nothing to tell
     */
    record Given(String key, String value, String origin) {

        /** A sentence on this setting. */
        String fault(String reason) {
            return (origin.isEmpty() ? "" : origin + ": ")
                    + SettingText.got(key).replace("\"", "") + " " + reason;
        }
    }

    private Settings() {}

    /** Reads a file, if it is there or must be, and then the variables {@code REALTIME_*}, which win. */
    public static RealtimeConfig load(Path file, boolean required, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        Map<String, Given> settings = new LinkedHashMap<>();
        Names.given(file, "file");
        if (required || Files.exists(file)) {
            PropertiesText.read(file, faults).stream()
                    .filter(given -> !given.key.startsWith(Setting.SERVER))
                    .forEach(given -> settings.put(given.key, given));
        }
        EnvironmentText.read(environment, Providers.all(), faults).forEach(given -> settings.put(given.key, given));
        return configure(settings, faults);
    }

    /** Reads settings with the keys of the properties file. */
    public static RealtimeConfig parse(Map<String, String> settings) {
        List<String> faults = new ArrayList<>();
        Map<String, Given> given = new LinkedHashMap<>();
        Names.given(settings, "settings").forEach((key, value) -> {
            if (key == null || value == null) {
                faults.add(key == null ? "a key is null" : SettingText.got(key) + " has no value but null");
            } else {
                given.put(key, new Given(key, value, ""));
            }
        });
        return configure(given, faults);
    }

    /** The options in a URL's query; what is wrong with the query is added to the faults. */
    public static Map<String, String> urlOptions(@Nullable String url, List<String> faults) {
        return url == null ? Map.of() : BackendUrl.query(url, faults);
    }

    /** Adds what is wrong with the URL and the backend's options; without a URL nobody knows the backend. */
    public static void checkBackend(RealtimeConfig config, List<String> faults) {
        String url = config.url();
        if (url == null) {
            return;
        }
        TransportProvider provider;
        try {
            provider = Providers.forUrl(url);
        } catch (IllegalArgumentException e) {
            faults.add("url: " + e.getMessage());
            return;
        }
        for (String option : config.options().keySet()) {
            if (!Providers.knows(provider, option)) {
                faults.add("unknown option " + SettingText.got(option) + " of the backend " + provider.name()
                        + (option.startsWith(provider.name() + ".")
                                ? "; give it without \"" + provider.name() + ".\""
                                : nearest(option, List.copyOf(provider.options()))));
            }
        }
        provider.check(config).forEach(fault -> faults.add(Secrets.hide(fault, config)));
    }

    /** Adds a fault unless a text can be the start of channel names. */
    public static void checkPrefix(String prefix, List<String> faults) {
        try {
            if (!prefix.isEmpty()) {
                Names.channel(prefix);
            }
        } catch (IllegalArgumentException e) {
            faults.add("retention: no channel name starts with this prefix. " + e.getMessage());
        }
    }

    /**
     * Refuses a configuration that has faults.
     *
     * @throws IllegalArgumentException that lists all of them
     */
    public static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new ConfigFaults(faults);
        }
    }

    static String nearest(String word, List<String> known) {
        return Nearest.of(word, known)
                .map(key -> "; the nearest known one is \"" + key + "\"")
                .orElse("; there are none");
    }

    private static RealtimeConfig configure(Map<String, Given> settings, List<String> faults) {
        return new SettingsReader(settings, Providers.all(), faults).configure();
    }
}
