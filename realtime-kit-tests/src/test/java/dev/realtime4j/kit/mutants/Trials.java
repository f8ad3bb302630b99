package dev.realtime4j.kit.mutants;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All mutants, and the controls: the same ways without a fault. */
final class Trials {
    private Trials() {}

    /**
     * One way through the kit.
     *
     * @param rule whose tests are run
     * @param name what is done wrong
     * @param kind transport or engine
     * @param run runs the tests
     */
    record Trial(String rule, String name, String kind, Callable<Verdict> run) {}

    /** What the tests of a rule have found. */
    record Verdict(RuleRun run, List<Throwable> crashes) {

        /** Whether a test has failed, and nothing but the test. */
        boolean caught() {
            return run.find() != null && run.crash() == null && crashes.isEmpty();
        }
    }

    static List<TransportMutant> transports() {
        return Stream.of(
                        NameMutants.all(),
                        LiveMutants.all(),
                        LogMutants.all(),
                        RetentionMutants.all(),
                        EmitMutants.all(),
                        KeyMutants.all(),
                        ForeignMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    static List<EngineMutant> engines() {
        return Stream.of(EngineMutants.all(), EmitterMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    /** What hinders the edits of the engine mutants. */
    static List<String> faults() {
        return engines().stream()
                .flatMap(mutant -> mutant.fault(EditedEngine.source(mutant.file())).stream())
                .toList();
    }

    static List<Trial> mutants(Path folder) {
        List<Trial> trials = new ArrayList<>();
        for (TransportMutant mutant : transports()) {
            trials.add(new Trial(
                    mutant.rule(), mutant.name(), "transport", () -> transport(mutant.rule(), mutant.broken())));
        }
        for (EngineMutant mutant : engines()) {
            Path classes = folder.resolve("engine-" + trials.size());
            Map<String, String> sources = Map.of(mutant.file(), mutant.edited(EditedEngine.source(mutant.file())));
            trials.add(
                    new Trial(mutant.rule(), mutant.name(), "engine", () -> engine(mutant.rule(), sources, classes)));
        }
        return trials;
    }

    /** Every rule that a mutant breaks, on the way that its mutants go, with nothing broken. */
    static List<Trial> controls(Path folder) {
        List<Trial> trials = new ArrayList<>();
        for (String rule : rules(transports(), TransportMutant::rule)) {
            trials.add(new Trial(rule, "no fault", "transport", () -> transport(rule, Broken::new)));
        }
        Map<String, String> unedited = new TreeMap<>();
        engines().forEach(mutant -> unedited.put(mutant.file(), EditedEngine.source(mutant.file())));
        for (String rule : rules(engines(), EngineMutant::rule)) {
            Path classes = folder.resolve("control-" + rule);
            trials.add(new Trial(rule, "no fault", "engine", () -> engine(rule, unedited, classes)));
        }
        return trials;
    }

    private static <T> Set<String> rules(List<T> mutants, Function<T, String> rule) {
        Set<String> rules = new TreeSet<>();
        mutants.forEach(mutant -> rules.add(rule.apply(mutant)));
        return rules;
    }

    private static Verdict transport(String rule, Supplier<Broken> broken) {
        Crashes crashes = new Crashes();
        MutantContract.TRIAL.set(new MutantContract.Trial(broken, rule.equals("F4"), crashes));
        try {
            return new Verdict(RuleRun.of(MutantContract.class, rule), crashes.all());
        } finally {
            MutantContract.TRIAL.remove();
        }
    }

    private static Verdict engine(String rule, Map<String, String> sources, Path classes) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (EditedEngine engine = EditedEngine.of(sources, classes)) {
            thread.setContextClassLoader(engine);
            return new Verdict(RuleRun.of(engine.contract(), rule), List.of());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
