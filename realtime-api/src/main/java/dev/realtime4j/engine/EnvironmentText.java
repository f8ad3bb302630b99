package dev.realtime4j.engine;

import dev.realtime4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the settings among environment variables. */
final class EnvironmentText {
    private static final String START = "REALTIME_";
    /** What Kubernetes puts into every container for a service whose name starts with "realtime". */
    private static final Pattern KUBERNETES =
            Pattern.compile("REALTIME_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.*)?)?)");

    private EnvironmentText() {}

    /** The settings, in the order of their names; a variable that starts as ours do and is not known is a fault. */
    static List<Settings.Given> read(
            Map<String, String> environment, List<TransportProvider> providers, List<String> faults) {
        Map<String, String> known = new LinkedHashMap<>();
        Map<String, String> families = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            known.put(Setting.environmentName(setting.key()), setting.key());
        }
        for (TransportProvider provider : providers) {
            for (String option : provider.options()) {
                String key = provider.name() + "." + option;
                (option.endsWith(".") ? families : known).put(Setting.environmentName(key), key);
            }
        }
        List<Settings.Given> settings = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.startsWith(START) || name.startsWith(Setting.environmentName(Setting.SERVER))) {
                return;
            }
            String key = known.get(name);
            if (key == null) {
                key = ofFamily(name, families);
            }
            if (key != null) {
                settings.add(new Settings.Given(key, value, name));
            } else if (name.startsWith(Setting.environmentName(Setting.RETENTION_PREFIX))) {
                faults.add(name + ": retention by prefix is set in the file or in code: the name of a variable cannot"
                        + " hold every prefix");
            } else if (!KUBERNETES.matcher(name).matches()) {
                faults.add(name + ": is not a known environment variable"
                        + Settings.nearest(name, List.copyOf(known.keySet())));
            }
        });
        return settings;
    }

    /** The key of an open family, such as {@code kafka.client.}: what follows is taken in lower case, with dots. */
    private static @Nullable String ofFamily(String name, Map<String, String> families) {
        for (Map.Entry<String, String> family : families.entrySet()) {
            if (name.startsWith(family.getKey())
                    && name.length() > family.getKey().length()) {
                return family.getValue()
                        + name.substring(family.getKey().length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.');
            }
        }
        return null;
    }
}
