package dev.realtime4j.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where the options of {@code serve} come from: the keys {@code serve.…} of the file, the variables {@code
 * REALTIME_SERVE_…}, which win over it, and the command line, which wins over both.
 */
final class ServeSources {
    private static final String KEY = "serve.";
    private static final String VARIABLE = "REALTIME_SERVE_";

    private ServeSources() {}

    /** The options of all sources together. */
    static ServeOptions read(Path file, Map<String, String> environment, ServeOptions commandLine, CommandLine given)
            throws IOException {
        Map<String, List<String>> arguments =
                new LinkedHashMap<>(); // by option: a later source replaces all of an earlier
        properties(file).forEach((key, value) -> {
            if (key.startsWith(KEY)) {
                String option = "--" + key.substring(KEY.length());
                arguments.put(option, List.of(argument(option, value, file + ": " + key)));
            }
        });
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(VARIABLE)) {
                String option = "--"
                        + name.substring(VARIABLE.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-');
                arguments.put(option, List.of(argument(option, value, name)));
            }
        });
        if (arguments.isEmpty()) {
            return commandLine;
        }
        given.getParseResult().matchedOptions().stream()
                .filter(ServeSources::isOurs)
                .forEach(option -> arguments.put(
                        option.longestName(),
                        option.originalStringValues().stream()
                                .map(value -> option.longestName() + "=" + value)
                                .toList()));
        ServeOptions all = new ServeOptions();
        new CommandLine(all)
                .parseArgs(arguments.values().stream().flatMap(List::stream).toArray(String[]::new));
        return all;
    }

    private static boolean isOurs(OptionSpec option) {
        return new CommandLine(new ServeOptions()).getCommandSpec().findOption(option.longestName()) != null;
    }

    /** Checked by itself, so that a fault names where it stands. */
    private static String argument(String option, String value, String origin) {
        String argument = option + "=" + value.strip();
        try {
            var unused = new CommandLine(new ServeOptions()).parseArgs(argument);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
        }
        return argument;
    }

    private static Map<String, String> properties(Path file) throws IOException {
        Map<String, String> all = new TreeMap<>();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            properties.stringPropertyNames().forEach(key -> all.put(key, properties.getProperty(key)));
        }
        return all;
    }
}
