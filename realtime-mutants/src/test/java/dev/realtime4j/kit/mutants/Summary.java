package dev.realtime4j.kit.mutants;

import dev.realtime4j.kit.mutants.Trials.Trial;
import dev.realtime4j.kit.mutants.Trials.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What the kit has found of the mutants. */
final class Summary {
    private final TreeSet<String> lines = new TreeSet<>();
    private final List<String> details = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int mutants;
    private int caught;
    private int controls;
    private int passed;
    private long seconds;

    void add(Trial mutant, Verdict verdict) {
        mutants++;
        RuleRun.Find find = verdict.find().orElse(null);
        if (find == null) {
            fault(mutant + " -> " + reason(verdict));
            return;
        }
        caught++;
        lines.add(mutant + " -> caught by " + find.test());
        details.add(mutant + " -> " + find.test() + ", " + verdict.millis() + " ms\n    " + firstLine(find.failure()));
    }

    private static String reason(Verdict verdict) {
        Throwable crash = verdict.crash().orElse(null);
        if (crash != null) {
            return "the mutant itself failed: " + firstLine(crash);
        }
        return verdict.passed() == 0
                ? "NOT CAUGHT: the rule has no test here"
                : "NOT CAUGHT by " + verdict.passed() + " tests of its rule";
    }

    void addControl(String test, Verdict verdict) {
        controls++;
        if (verdict.isSound()) {
            passed++;
            return;
        }
        Throwable failure =
                verdict.find().map(RuleRun.Find::failure).or(verdict::crash).orElse(null);
        fault("without a fault, " + test + " -> "
                + (failure == null ? "no test was run" : "FAILED: " + firstLine(failure)));
    }

    void addRuns(Trial mutant, String test, int found, int of, int least) {
        String line = mutant + " -> caught " + found + " of " + of + " times by " + test;
        if (found < least) {
            fault(line);
        } else {
            lines.add(line);
        }
    }

    private void fault(String line) {
        lines.add(line);
        faults.add(line);
    }

    /** How long the mutants have taken. */
    void took(long nanos) {
        seconds = nanos / 1_000_000_000;
    }

    List<String> faults() {
        return faults;
    }

    /** Writes what is known by now, and gives it. */
    List<String> write(Path folder) throws IOException {
        List<String> summary = new ArrayList<>(lines);
        summary.add("tests that pass where nothing is broken: " + passed + " of " + controls);
        summary.add("mutants: " + caught + " of " + mutants + " caught in " + seconds + " s");
        Files.createDirectories(folder);
        Files.write(folder.resolve("summary.txt"), summary);
        Files.write(folder.resolve("details.txt"), details);
        return summary;
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }
}
