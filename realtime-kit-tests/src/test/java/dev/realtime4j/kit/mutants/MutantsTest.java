package dev.realtime4j.kit.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.kit.mutants.Trials.Trial;
import dev.realtime4j.kit.mutants.Trials.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mutant is caught by a test of the rule that it breaks, and what is sound passes the same tests. Writes {@code
 * target/mutants/summary.txt}, and what each test said to {@code details.txt} beside it.
 *
 * <p>{@code -Drealtime.long=true} runs what was caught by a test that hunts a race 20 times: it must be caught 19 times.
 * {@code -Drealtime.mutants=lag} runs only the mutants whose rule is, or whose name contains, the given text.
 */
class MutantsTest {
    private static final Path RESULTS = Path.of("target", "mutants");
    private static final int RUNS = 20;
    private static final int MOST_MISSED = 1;
    /** The tests wait more than they compute. */
    private static final int AT_ONCE = 2 * Runtime.getRuntime().availableProcessors();

    private static final String SELECTED = System.getProperty("realtime.mutants", "");

    @TempDir
    static Path classes;

    @BeforeAll
    static void prepare() throws Exception {
        assertThat(Trials.faults()).as("edits of the engine that cannot be made").isEmpty();
        Files.createDirectories(RESULTS);
    }

    @Test
    void everyMutantIsCaughtByATestOfItsRule() throws Exception {
        long start = System.nanoTime();
        List<Trial> mutants = selected(Trials.mutants(classes));
        List<Verdict> verdicts = run(mutants);
        Summary summary = new Summary();
        for (int i = 0; i < mutants.size(); i++) {
            summary.add(mutants.get(i), verdicts.get(i));
        }
        if (Boolean.getBoolean("realtime.long")) {
            for (int i = 0; i < mutants.size(); i++) {
                RuleRun.Find find = verdicts.get(i).run().find();
                if (find != null && find.stochastic()) {
                    summary.addRuns(mutants.get(i), caught(mutants.get(i)), RUNS, RUNS - MOST_MISSED);
                }
            }
        }
        summary.write(RESULTS, System.nanoTime() - start);
        assertThat(summary.faults()).as("mutants that the kit does not catch").isEmpty();
    }

    @Test
    void whatIsSoundPassesTheSameTests() throws Exception {
        List<Trial> controls = selected(Trials.controls(classes));
        List<Verdict> verdicts = run(controls);
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < controls.size(); i++) {
            RuleRun run = verdicts.get(i).run();
            String which = controls.get(i).rule() + " (" + controls.get(i).kind() + "): ";
            if (run.find() != null || run.crash() != null || !verdicts.get(i).crashes().isEmpty()) {
                faults.add(which + run.find() + " " + run.crash() + " " + verdicts.get(i).crashes());
            } else if (run.passed() == 0) {
                faults.add(which + "no test was run");
            }
        }
        assertThat(faults).as("rules that a sound transport fails on the mutants' way").isEmpty();
    }

    private static int caught(Trial mutant) throws Exception {
        int caught = 0;
        for (Verdict verdict : run(Collections.nCopies(RUNS, mutant))) {
            caught += verdict.caught() ? 1 : 0;
        }
        return caught;
    }

    private static List<Trial> selected(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> SELECTED.isEmpty()
                        || trial.rule().equals(SELECTED)
                        || trial.name().contains(SELECTED))
                .toList();
    }

    /** Runs some at once and gives their verdicts in the order of the trials. */
    private static List<Verdict> run(List<Trial> trials) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Verdict>> running = new ArrayList<>();
            for (Trial trial : trials) {
                running.add(threads.submit(trial.run()));
            }
            List<Verdict> verdicts = new ArrayList<>();
            for (Future<Verdict> verdict : running) {
                verdicts.add(verdict.get());
            }
            return verdicts;
        } finally {
            threads.shutdownNow();
        }
    }
}
