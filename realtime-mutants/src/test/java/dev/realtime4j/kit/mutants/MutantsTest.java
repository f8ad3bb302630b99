package dev.realtime4j.kit.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.kit.mutants.Trials.Trial;
import dev.realtime4j.kit.mutants.Trials.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mutant is caught by a test of the rule that it breaks, and what is sound passes the tests that have caught one.
 * Writes {@code target/mutants/summary.txt}, and what each test said to {@code details.txt} beside it.
 *
 * <p>{@code -Drealtime.long=true} runs each test that hunts a race 20 times more over what it has caught: it must catch it 19
 * times. {@code -Drealtime.mutants=lag} runs only the mutants whose rule is, or whose name contains, the given text.
 */
@Tag("once") // they prove the kit, not the JVM
class MutantsTest {
    private static final Path RESULTS = Path.of("target", "mutants");
    private static final int RUNS = 20;
    private static final int MOST_MISSED = 1;
    /** The tests wait more than they compute. */
    private static final int AT_ONCE = 4 * Runtime.getRuntime().availableProcessors();

    private static final String SELECTED = System.getProperty("realtime.mutants", "");

    @TempDir
    static Path classes;

    @Test
    void everyEditOfTheEngineCanBeMade() throws Exception {
        try (Trials trials = new Trials(classes)) {
            assertThat(trials.faults())
                    .as("edits of the engine that cannot be made")
                    .isEmpty();
        }
    }

    @Test
    void everyMutantIsCaughtAndWhatIsSoundPasses() throws Exception {
        Summary summary = new Summary();
        try (Trials trials = new Trials(classes)) {
            List<Trial> mutants = trials.mutants().stream()
                    .filter(trial -> SELECTED.isEmpty()
                            || trial.rule().equals(SELECTED)
                            || trial.name().contains(SELECTED))
                    .toList();
            List<Verdict> verdicts = run(mutants, summary);
            controls(trials, mutants, verdicts, summary);
            summary.write(RESULTS);
            if (Boolean.getBoolean("realtime.long")) {
                for (int i = 0; i < mutants.size(); i++) {
                    countStochastic(mutants.get(i), verdicts.get(i), summary);
                }
            }
        }
        summary.write(RESULTS).forEach(System.out::println);
        assertThat(summary.faults())
                .as("mutants that the kit does not catch, or tests that fail without one")
                .isEmpty();
    }

    private static List<Verdict> run(List<Trial> mutants, Summary summary) throws Exception {
        long start = System.nanoTime();
        List<Verdict> verdicts = all(
                mutants.stream().map(trial -> (Callable<Verdict>) trial::run).toList());
        for (int i = 0; i < mutants.size(); i++) {
            summary.add(mutants.get(i), verdicts.get(i));
        }
        summary.took(System.nanoTime() - start);
        return verdicts;
    }

    /** Each test that has caught a mutant, on the way of that mutant, where nothing is broken. */
    private static void controls(Trials trials, List<Trial> mutants, List<Verdict> verdicts, Summary summary)
            throws Exception {
        Map<Way, Set<String>> finds = new EnumMap<>(Way.class);
        for (int i = 0; i < mutants.size(); i++) {
            Way way = mutants.get(i).way();
            verdicts.get(i)
                    .find()
                    .ifPresent(find ->
                            finds.computeIfAbsent(way, one -> new TreeSet<>()).add(find.test()));
        }
        List<String> names = new ArrayList<>();
        List<Callable<Verdict>> runs = new ArrayList<>();
        for (Map.Entry<Way, Set<String>> one : finds.entrySet()) {
            Trial sound = trials.control(one.getKey());
            for (String test : one.getValue()) {
                names.add(test + " (" + one.getKey() + ")");
                runs.add(() -> sound.run(List.of(test)));
            }
        }
        List<Verdict> passes = all(runs);
        for (int i = 0; i < passes.size(); i++) {
            summary.addControl(names.get(i), passes.get(i));
        }
    }

    private static void countStochastic(Trial mutant, Verdict verdict, Summary summary) throws Exception {
        RuleRun.Find find = verdict.find().orElse(null);
        if (find == null || !find.stochastic()) {
            return;
        }
        int caught = 0;
        for (Verdict one : all(Collections.nCopies(RUNS, () -> mutant.run(List.of(find.test()))))) {
            caught += one.find().isPresent() ? 1 : 0;
        }
        summary.addRuns(mutant, find.test(), caught, RUNS, RUNS - MOST_MISSED);
    }

    /** Runs some at once and gives the verdicts in the order of the runs. */
    private static List<Verdict> all(List<Callable<Verdict>> runs) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Verdict> verdicts = new ArrayList<>();
            for (Future<Verdict> verdict : threads.invokeAll(runs)) {
                verdicts.add(verdict.get());
            }
            return verdicts;
        } finally {
            threads.shutdownNow();
        }
    }
}
