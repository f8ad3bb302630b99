package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.TransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of settings; keeps all faults until the end. */
final class SettingsReader {
    private final Map<String, Settings.Given> settings;
    private final List<TransportProvider> providers;
    private final List<String> faults;
    /** The URL's backend or, where nobody knows it, the first that an option names. */
    private @Nullable String backendOfOptions;

    SettingsReader(Map<String, Settings.Given> settings, List<TransportProvider> providers, List<String> faults) {
        this.settings = settings;
        this.providers = providers;
        this.faults = faults;
    }

    RealtimeConfig configure() {
        String url = text(Setting.URL);
        RealtimeConfig.Builder builder = url == null ? RealtimeConfig.builder() : RealtimeConfig.builder(url);
        builder.timeouts(new RealtimeConfig.Timeouts(
                duration(Setting.CONNECT_TIMEOUT), duration(Setting.REQUEST_TIMEOUT), duration(Setting.CLOSE_TIMEOUT)));
        builder.maxDataBytes((int) number(Setting.MAX_DATA_BYTES));
        builder.bufferBytes(number(Setting.BUFFER_BYTES));
        builder.handlerThreads((int) number(Setting.HANDLER_THREADS));
        if (settings.containsKey(Setting.RETENTION_MAX_MESSAGES.key())
                || settings.containsKey(Setting.RETENTION_MAX_AGE.key())) {
            builder.retention(
                    new Retention(number(Setting.RETENTION_MAX_MESSAGES), duration(Setting.RETENTION_MAX_AGE)));
        }
        events(builder);
        for (Settings.Given given : settings.values()) {
            if (given.key().startsWith(Setting.RETENTION_PREFIX)) {
                retention(given, builder);
            } else if (!isSetting(given.key())) {
                option(given, url, builder);
            }
        }
        try {
            RealtimeConfig config = builder.build();
            Settings.refuse(faults);
            return config;
        } catch (ConfigFaults e) {
            List<String> all = new ArrayList<>(faults);
            e.faults().stream().filter(fault -> !all.contains(fault)).forEach(all::add);
            throw new ConfigFaults(all);
        }
    }

    private static boolean isSetting(String key) {
        for (Setting setting : Setting.values()) {
            if (setting.key().equals(key)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String text(Setting setting) {
        Settings.Given given = settings.get(setting.key());
        if (given != null && given.value().isBlank()) {
            faults.add(given.fault("is empty"));
            return null;
        }
        return given == null ? null : given.value().strip();
    }

    /** The number given, else the default. */
    private long number(Setting setting) {
        Settings.Given given = settings.get(setting.key());
        if (given != null) {
            try {
                return setting.parse(given.value());
            } catch (IllegalArgumentException e) {
                faults.add(given.fault(String.valueOf(e.getMessage())));
            }
        }
        return setting.parse(setting.defaultText());
    }

    private Duration duration(Setting setting) {
        return Duration.ofMillis(number(setting));
    }

    private void events(RealtimeConfig.Builder builder) {
        Settings.Given events = settings.get(Setting.EVENTS.key());
        String name = text(Setting.EVENTS);
        Class<?> type = name == null ? null : find(name);
        if (type != null) {
            builder.events(type);
        } else if (events != null && name != null) {
            faults.add(events.fault("names a class that is not there: " + SettingText.got(name)));
        }
        Settings.Given strict = settings.get(Setting.STRICT.key());
        String flag = strict == null ? "false" : strict.value().strip();
        if (flag.equals("true")) {
            // A class that is not there was told already; that strict mode needs one would only repeat it.
            if (events == null || type != null) {
                builder.strict();
            }
        } else if (strict != null && !flag.equals("false")) {
            faults.add(strict.fault("must be true or false, got " + SettingText.got(flag)));
        }
    }

    /** Finds a class by its binary name, or a nested one by the name that stands in source code. */
    private static @Nullable Class<?> find(String name) {
        for (String candidate = name; ; ) {
            for (ClassLoader loader : Providers.loaders()) {
                try {
                    return Class.forName(candidate, false, loader);
                } catch (ClassNotFoundException | LinkageError e) {
                    // The next loader, or the next form of the name, may know it.
                }
            }
            int dot = candidate.lastIndexOf('.');
            if (dot < 0) {
                return null;
            }
            candidate = candidate.substring(0, dot) + "$" + candidate.substring(dot + 1);
        }
    }

    private void retention(Settings.Given given, RealtimeConfig.Builder builder) {
        String prefix = given.key().substring(Setting.RETENTION_PREFIX.length());
        String[] parts = given.value().split(",", -1);
        if (prefix.isEmpty() || parts.length != 2) {
            faults.add(given.fault("must name a prefix of channel names and give <max-messages>,<max-age> as in"
                    + " retention.prefix.chat = 5000,7d; got " + SettingText.got(given.value())));
            return;
        }
        try {
            long messages = Setting.RETENTION_MAX_MESSAGES.parse(parts[0]);
            long age = Setting.RETENTION_MAX_AGE.parse(parts[1]);
            builder.retention(prefix, new Retention(messages, Duration.ofMillis(age)));
        } catch (IllegalArgumentException e) {
            faults.add(given.fault(String.valueOf(e.getMessage())));
        }
    }

    private void option(Settings.Given given, @Nullable String url, RealtimeConfig.Builder builder) {
        int dot = given.key().indexOf('.');
        String backend = dot < 0 ? "" : given.key().substring(0, dot);
        String option = given.key().substring(dot + 1);
        List<TransportProvider> named =
                providers.stream().filter(known -> known.name().equals(backend)).toList();
        if (named.stream().noneMatch(provider -> Providers.knows(provider, option))) {
            faults.add(given.fault("is not a known key" + Settings.nearest(given.key(), knownKeys())));
            return;
        }
        if (backendOfOptions == null) {
            TransportProvider selected = selected(url);
            backendOfOptions = selected == null ? backend : selected.name();
        }
        if (!backendOfOptions.equals(backend)) {
            faults.add(given.fault("is an option of the backend " + backend + ", but the "
                    + (url == null ? "other options are of" : "URL selects") + " the backend " + backendOfOptions));
            return;
        }
        builder.option(option, given.value());
    }

    /** The URL's backend; null where there is no URL or no backend for it, which is told elsewhere. */
    private static @Nullable TransportProvider selected(@Nullable String url) {
        try {
            return url == null ? null : Providers.forUrl(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private List<String> knownKeys() {
        List<String> keys = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            keys.add(setting.key());
        }
        keys.add(Setting.RETENTION_PREFIX + "<prefix>");
        providers.forEach(provider -> provider.options().forEach(option -> keys.add(provider.name() + "." + option)));
        return keys;
    }
}
