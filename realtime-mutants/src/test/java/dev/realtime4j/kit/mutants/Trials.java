package dev.realtime4j.kit.mutants;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All mutants, and the controls: the same ways without a fault. */
final class Trials implements AutoCloseable {
    private final EngineSource source = EngineSource.read();
    private final AtomicInteger folders = new AtomicInteger();
    private final Path folder;
    private final Map<Way, EditedEngine> unedited = new EnumMap<>(Way.class);

    /**
     * Prepares.
     *
     * @param folder where edited classes are put
     */
    Trials(Path folder) {
        this.folder = folder;
    }

    /**
     * A mutant before the tests of its rule.
     *
     * @param rule the rule that it breaks
     * @param name what it does wrong
     * @param way how it gets before the tests
     * @param onTests runs tests of its choice over it
     */
    record Trial(String rule, String name, Way way, Function<Function<List<Class<?>>, RuleRun>, Verdict> onTests) {

        /** Runs the tests of the rule. */
        Verdict run() {
            return onTests.apply(classes -> switch (way) {
                case SETTINGS -> RuleRun.of(classes, test -> true);
                case PROCESSES -> RuleRun.ofRule(classes, rule, "ProcessGroup");
                default -> RuleRun.ofRule(classes, rule, "");
            });
        }

        /** Runs some tests. */
        Verdict run(List<String> tests) {
            return onTests.apply(classes -> RuleRun.ofTests(classes, tests));
        }

        @Override
        public String toString() {
            return rule + " -> " + way + " " + name;
        }
    }

    /**
     * What the tests have found.
     *
     * @param run the tests; null if they could not be run
     * @param crashes what went wrong beside them
     * @param millis how long all of it has taken
     */
    record Verdict(@Nullable RuleRun run, List<Throwable> crashes, long millis) {

        /** The test that has failed, if nothing but a test has. */
        Optional<RuleRun.Find> find() {
            return run == null || run.crash() != null || !crashes.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(run.find());
        }

        /** What has failed beside the tests. */
        Optional<Throwable> crash() {
            return crashes.stream()
                    .findFirst()
                    .or(() -> Optional.ofNullable(run).map(RuleRun::crash));
        }

        int passed() {
            return run == null ? 0 : run.passed();
        }

        /** Whether tests were run, of which none has failed. A test that does not apply is none that fails. */
        boolean isSound() {
            return find().isEmpty() && crash().isEmpty() && run != null && run.passed() + run.aborted() > 0;
        }
    }

    private static List<TransportMutant> transports() {
        return Stream.of(
                        NameMutants.all(),
                        LiveMutants.all(),
                        LogMutants.all(),
                        RetentionMutants.all(),
                        EmitMutants.all(),
                        KeyMutants.all(),
                        ForeignMutants.all(),
                        PromiseMutants.all(),
                        SharedMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<EngineMutant> engines() {
        return Stream.of(EngineMutants.all(), EmitterMutants.all(), SettingsMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The engine mutants whose edits cannot be made, with the reason. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (EngineMutant mutant : engines()) {
            try {
                source.edited(mutant);
            } catch (IllegalStateException e) {
                faults.add(e.getMessage());
            }
        }
        return faults;
    }

    List<Trial> mutants() {
        List<Trial> trials = new ArrayList<>();
        for (TransportMutant mutant : transports()) {
            trials.add(transport(mutant.rule(), mutant.name(), mutant.way(), mutant.broken()));
        }
        for (EngineMutant mutant : engines()) {
            Way way = mutant.rule().equals("F3") ? Way.SETTINGS : Way.ENGINE;
            trials.add(new Trial(mutant.rule(), mutant.name(), way, tests -> {
                long start = System.nanoTime();
                try (EditedEngine engine = compiled(way, source.edited(mutant))) {
                    return engine(way, engine, tests, start);
                } catch (IOException | IllegalStateException e) {
                    return new Verdict(null, List.of(e), millisSince(start));
                }
            }));
        }
        return trials;
    }

    /** A way without a fault. Engines are compiled once, from all files that some mutant changes. */
    Trial control(Way way) throws IOException {
        if (way != Way.ENGINE && way != Way.SETTINGS) {
            return transport("control", "without a fault", way, Broken::new);
        }
        EditedEngine engine = unedited.get(way);
        if (engine == null) {
            Set<String> edited = engines().stream()
                    .flatMap(mutant -> mutant.edits().stream().map(EngineMutant.Edit::file))
                    .collect(Collectors.toCollection(TreeSet::new));
            engine = compiled(way, source.of(edited));
            unedited.put(way, engine);
        }
        EditedEngine sound = engine;
        return new Trial("control", "without a fault", way, tests -> engine(way, sound, tests, System.nanoTime()));
    }

    private static Trial transport(String rule, String name, Way way, Supplier<Broken> broken) {
        return new Trial(rule, name, way, tests -> {
            long start = System.nanoTime();
            Crashes crashes = new Crashes();
            MutantContract.TRIAL.set(new MutantContract.Trial(name, broken, way, crashes));
            try {
                RuleRun run = tests.apply(List.of(MutantContract.class));
                return new Verdict(run, crashes.all(), millisSince(start));
            } finally {
                MutantContract.TRIAL.remove();
            }
        });
    }

    private EditedEngine compiled(Way way, Map<String, String> sources) throws IOException {
        Path classes = folder.resolve("engine-" + folders.incrementAndGet());
        return way == Way.ENGINE
                ? EditedEngine.underTheKit(sources, classes)
                : EditedEngine.underItsOwnTests(sources, classes);
    }

    private static Verdict engine(Way way, EditedEngine engine, Function<List<Class<?>>, RuleRun> tests, long start) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(engine);
        try {
            RuleRun run = tests.apply(way == Way.ENGINE ? engine.contract() : engine.settingsTests());
            return new Verdict(run, List.of(), millisSince(start));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        for (EditedEngine engine : unedited.values()) {
            engine.close();
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
