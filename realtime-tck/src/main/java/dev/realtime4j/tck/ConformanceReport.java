package dev.realtime4j.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a run of the kit has found of one backend. */
final class ConformanceReport {
    enum Outcome {
        PASSED,
        /** Of a rule alone: some of its tests passed, and others were not run or excused. */
        PASSED_IN_PART,
        FAILED,
        NOT_APPLICABLE,
        /** A fault of the backend would make it fail, says the fixture. */
        EXCUSED,
        NOT_RUN
    }

    record Result(List<String> rules, String test, boolean stochastic, Outcome outcome, String reason, long millis) {}

    private static final Comparator<String> BY_NUMBER = Comparator.comparingInt(
                    (String rule) -> "NEHRSFP".indexOf(rule.charAt(0)))
            .thenComparingInt(rule -> Integer.parseInt(rule.substring(1)));

    private final Class<?> testClass;
    private final long seed;
    private final Selection selection;
    private final List<Result> results = new ArrayList<>();
    private final Set<Profile> profile = EnumSet.noneOf(Profile.class);
    private String backend = "unknown backend";

    ConformanceReport(Class<?> testClass, long seed, Selection selection) {
        this.testClass = testClass;
        this.seed = seed;
        this.selection = selection;
    }

    long seed() {
        return seed;
    }

    Selection selection() {
        return selection;
    }

    synchronized void backend(TransportFixture fixture) {
        backend = fixture.backend();
        profile.addAll(fixture.profile());
    }

    synchronized void add(Result result) {
        results.add(result);
    }

    synchronized void write(Path directory) {
        String name = testClass.getSimpleName();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("summary-" + name + ".txt"), new ReportPrinter(this).summary());
            Files.writeString(directory.resolve(name + ".json"), new ReportPrinter(this).json());
            Files.writeString(directory.resolve(name + ".html"), new ReportPrinter(this).html());
        } catch (IOException e) {
            throw new UncheckedIOException("The conformance report cannot be written to " + directory, e);
        }
    }

    String backend() {
        return backend;
    }

    Set<Profile> profile() {
        return profile;
    }

    List<Result> results() {
        return results;
    }

    /** The results of each rule, in the order of {@code SPEC.md}. */
    Map<String, List<Result>> byRule() {
        Map<String, List<Result>> rules = new TreeMap<>(BY_NUMBER);
        for (Result result : results) {
            for (String rule : result.rules()) {
                rules.computeIfAbsent(rule, key -> new ArrayList<>()).add(result);
            }
        }
        return rules;
    }

    /** Failed if one test failed; passed if one passed, none failed and none was left out or excused. */
    static Outcome outcome(List<Result> results) {
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        results.forEach(result -> outcomes.add(result.outcome()));
        if (outcomes.contains(Outcome.PASSED)
                && (outcomes.contains(Outcome.NOT_RUN) || outcomes.contains(Outcome.EXCUSED))) {
            outcomes.add(Outcome.PASSED_IN_PART);
        }
        return Stream.of(
                        Outcome.FAILED, Outcome.PASSED_IN_PART, Outcome.PASSED, Outcome.EXCUSED, Outcome.NOT_APPLICABLE)
                .filter(outcomes::contains)
                .findFirst()
                .orElse(Outcome.NOT_RUN);
    }

    static String version() {
        Properties properties = new Properties();
        try (var in = ConformanceReport.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the kit cannot be read", e);
        }
        return properties.getProperty("version");
    }
}
