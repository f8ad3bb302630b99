package dev.realtime4j.kit.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.kit.mutants.Trials.Trial;
import dev.realtime4j.kit.mutants.Trials.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
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

    /** Their tests count the threads of the whole process. */
    private static final Set<String> ALONE = Set.of("S11");

    private static final String SELECTED = System.getProperty("realtime.mutants", "");

    @TempDir
    static Path classes;

    @BeforeAll
    static void prepare() throws Exception {
        assertThat(Trials.faults())
                .as("edits of the engine that cannot be made")
                .isEmpty();
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
            if (run.find() != null
                    || run.crash() != null
                    || !verdicts.get(i).crashes().isEmpty()) {
                faults.add(which + run.find() + " " + run.crash() + " "
                        + verdicts.get(i).crashes());
            } else if (run.passed() == 0) {
                faults.add(which + "no test was run");
            }
        }
        assertThat(faults)
                .as("rules that a sound transport fails on the mutants' way")
                .isEmpty();
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

    /** Runs some at once, others alone, and gives their verdicts in the order of the trials. */
    private static List<Verdict> run(List<Trial> trials) throws Exception {
        Verdict[] verdicts = new Verdict[trials.size()];
        run(trials, verdicts, AT_ONCE, trial -> !ALONE.contains(trial.rule()));
        run(trials, verdicts, 1, trial -> ALONE.contains(trial.rule()));
        return List.of(verdicts);
    }

    private static void run(List<Trial> trials, Verdict[] verdicts, int atOnce, Predicate<Trial> which)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            Map<Integer, Future<Verdict>> running = new LinkedHashMap<>();
            for (int i = 0; i < trials.size(); i++) {
                if (which.test(trials.get(i))) {
                    running.put(i, threads.submit(trials.get(i).run()));
                }
            }
            for (Map.Entry<Integer, Future<Verdict>> verdict : running.entrySet()) {
                verdicts[verdict.getKey()] = verdict.getValue().get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
