package dev.realtime4j.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        List<String> arguments = new ArrayList<>();
        properties(file).forEach((key, value) -> {
            if (key.startsWith(KEY)) {
                arguments.add(argument(key.substring(KEY.length()), value, file + ": " + key));
            }
        });
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(VARIABLE)) {
                String option = name.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                arguments.add(argument(option, value, name));
            }
        });
        if (arguments.isEmpty()) {
            return commandLine;
        }
        given.getParseResult().matchedOptions().stream()
                .filter(ServeSources::isOurs)
                .forEach(option -> option.originalStringValues()
                        .forEach(value -> arguments.add(option.longestName() + "=" + value)));
        ServeOptions all = new ServeOptions();
        new CommandLine(all).setOverwrittenOptionsAllowed(true).parseArgs(arguments.toArray(String[]::new));
        return all;
    }

    private static boolean isOurs(OptionSpec option) {
        return new CommandLine(new ServeOptions()).getCommandSpec().findOption(option.longestName()) != null;
    }

    /** Checked by itself, so that a fault names where it stands. */
    private static String argument(String option, String value, String origin) {
        String argument = "--" + option + "=" + value.strip();
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
