package dev.realtime4j.kittests.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code SPEC.md} says: its rules, and the tests that it names for each. */
final class Specification {
    private static final Path FILE = Path.of("..", "SPEC.md");
    private static final Pattern RULE = Pattern.compile("\\*\\*([A-Z]\\d+)\\*\\* \\S.*");
    private static final String INTENT = "The intent of this rule is: ";
    private static final String PROOF = "Proved by: ";
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private final Map<String, List<String>> tests = new TreeMap<>();
    private final Map<String, Integer> intents = new TreeMap<>();

    private Specification() {}

    static Specification read() {
        try {
            return of(Files.readAllLines(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Specification of(List<String> lines) {
        Specification specification = new Specification();
        String rule = "";
        for (String line : lines) {
            Matcher start = RULE.matcher(line);
            if (start.matches()) {
                rule = start.group(1);
                if (specification.tests.put(rule, new ArrayList<>()) != null) {
                    throw new IllegalStateException("SPEC.md states " + rule + " twice");
                }
            } else if (line.startsWith(INTENT)) {
                specification.intents.merge(rule, 1, Integer::sum);
            } else if (line.startsWith(PROOF)) {
                List<String> named = specification.of(rule);
                NAME.matcher(line).results().forEach(name -> named.add(name.group(1)));
            }
        }
        return specification;
    }

    /** The rules, each with the names of its tests. */
    Map<String, List<String>> tests() {
        return tests;
    }

    /** How often the intent of a rule is told. */
    int intents(String rule) {
        return intents.getOrDefault(rule, 0);
    }

    private List<String> of(String rule) {
        List<String> named = tests.get(rule);
        if (named == null) {
            throw new IllegalStateException("SPEC.md names tests before the first rule");
        }
        return named;
    }
}
