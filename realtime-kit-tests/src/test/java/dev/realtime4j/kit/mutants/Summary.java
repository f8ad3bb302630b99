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
    private final List<String> lines = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int mutants;
    private int caught;

    void add(Trial mutant, Verdict verdict) {
        mutants++;
        RuleRun.Find find = verdict.run().find();
        String line = mutant.rule() + " -> " + mutant.kind() + " " + mutant.name() + " -> ";
        if (verdict.caught() && find != null) {
            caught++;
            lines.add(line + "caught by " + find.test());
            details.add(line + find.test() + "\n    " + firstLine(find.failure()));
            return;
        }
        String fault = line + reason(verdict);
        lines.add(fault);
        faults.add(fault);
    }

    private static String reason(Verdict verdict) {
        if (!verdict.crashes().isEmpty()) {
            return "the mutant itself failed: " + firstLine(verdict.crashes().get(0));
        }
        Throwable crash = verdict.run().crash();
        if (crash != null) {
            return "failed outside of the tests: " + firstLine(crash);
        }
        int passed = verdict.run().passed();
        return passed == 0 ? "NOT CAUGHT: the rule has no test here" : "NOT CAUGHT by " + passed + " tests of its rule";
    }

    void addRuns(Trial mutant, int found, int of, int least) {
        String line = mutant.rule() + " -> " + mutant.kind() + " " + mutant.name() + " -> caught " + found + " of " + of
                + " times";
        lines.add(line);
        if (found < least) {
            faults.add(line);
        }
    }

    List<String> faults() {
        return faults;
    }

    void write(Path folder, long nanos) throws IOException {
        List<String> summary = new ArrayList<>(new TreeSet<>(lines));
        summary.add("took " + nanos / 1_000_000_000 + " s");
        summary.add("mutants: " + caught + " of " + mutants + " caught");
        Files.write(folder.resolve("summary.txt"), summary);
        Files.write(folder.resolve("details.txt"), details);
        summary.forEach(System.out::println);
    }

    private static String firstLine(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }
}
