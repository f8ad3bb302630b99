package dev.realtime4j.kit.mutants;

import java.util.List;

/** Engines that read settings or keep secrets badly (Rule F3), found by the tests of their own module. */
final class SettingsMutants {
    private SettingsMutants() {}

    static List<EngineMutant> all() {
        return List.of(
                new EngineMutant(
                        "F3",
                        "tells the first fault only",
                        "Settings",
                        "throw new ConfigFaults(faults);",
                        "throw new ConfigFaults(faults.subList(0, 1));"),
                new EngineMutant(
                        "F3",
                        "names no key that is near",
                        "Settings",
                        ".map(key -> \"; the nearest known one is",
                        ".filter(key -> key.isEmpty()).map(key -> \"; the nearest known one is"),
                new EngineMutant(
                        "F3",
                        "takes any key",
                        "SettingsReader",
                        "if (named.stream().noneMatch(provider -> Providers.knows(provider, option))) {",
                        "if (named.stream().noneMatch(provider -> Providers.knows(provider, option))) {"
                                + " if (true) { return; }"),
                new EngineMutant(
                        "F3",
                        "masks no options",
                        "Secrets",
                        "masked.put(key, isSecret(key) ? MASK : maskText(value))",
                        "masked.put(key, value)"),
                new EngineMutant(
                        "F3",
                        "ends credentials at the first @",
                        "Secrets",
                        "int at = url.lastIndexOf('@');",
                        "int at = url.indexOf('@');"));
    }
}
