package dev.realtime4j.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine itself adds to what is measured: a loop that always does the same is timed before a benchmark, between its
 * rounds, and after it. For one benchmark in this JVM; used by the thread that runs it.
 */
public final class Noise {
    /** The table's name. */
    public static final String TABLE = "noise";

    private static final String[] COLUMNS = {
        "benchmark", "loops", "before", "between", "after", "least", "most", "complete"
    };
    private static final int LOOPS = 10;
    private static final int WARM_UPS = 100;
    private static final int STEPS = 500_000;

    private static final List<List<Double>> LOOKS = new ArrayList<>();
    private static volatile long seed = 1;

    private Noise() {}

    /** Times the loop some times, which takes some ms; the first call warms up. */
    public static void look() {
        if (LOOKS.isEmpty()) {
            for (int i = 0; i < WARM_UPS; i++) {
                loop();
            }
        }
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            micros.add(loop());
        }
        LOOKS.add(micros);
    }

    private static double loop() {
        long start = System.nanoTime();
        long x = seed;
        for (int i = 0; i < STEPS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        seed = x;
        return (System.nanoTime() - start) / 1e3;
    }

    /**
     * Looks a last time, and writes what was found in the place of what an earlier run of the same benchmark found.
     *
     * @param benchmark the benchmark's name
     * @throws IOException if that cannot be written
     */
    public static void write(String benchmark) throws IOException {
        look();
        List<Double> all = LOOKS.stream().flatMap(List::stream).sorted().toList();
        List<Double> between = LOOKS.subList(1, LOOKS.size() - 1).stream()
                .flatMap(List::stream)
                .toList();
        Results results = new Results(TABLE, COLUMNS);
        Results.read(TABLE).rows().stream()
                .filter(row -> !row.get(0).equals(benchmark))
                .forEach(row -> results.add(row.toArray()));
        results.add(
                benchmark,
                all.size(),
                median(LOOKS.get(0)),
                between.isEmpty() ? "" : median(between),
                median(LOOKS.get(LOOKS.size() - 1)),
                all.get(0),
                all.get(all.size() - 1),
                true);
        results.write();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
