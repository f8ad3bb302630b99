package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the cost of one unit changes with the number of something.
 *
 * @param name what there is more of, and where
 * @param unit what costs
 * @param sizes the numbers, ascending
 * @param flat whether a unit should cost the same everywhere
 * @param factory makes the work of each number
 */
record Curve(String name, String unit, List<Integer> sizes, boolean flat, Work.Factory factory) {
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final int ROUNDS = 5;
    /** So long that steps of 10 ms, in which processor time is counted, do not matter. */
    private static final long ROUND_NANOS = 300_000_000;

    /** What a unit costs at a number, and by what factor more than at the number before. */
    record Point(Curve curve, int size, double micros, double step) {}

    /** A table for curves. */
    static Results table() {
        return new Results("growth", "curve", "unit", "size", "µs", "relative", "complete");
    }

    /** Measures all points, and adds them to a table. */
    List<Point> measure(boolean smoke, Results results) throws Exception {
        List<Point> points = new ArrayList<>();
        for (int size : sizes) {
            Noise.look();
            double micros;
            try (Work work = factory.open(size)) {
                micros = micros(work, smoke, points.isEmpty());
            }
            double before = points.isEmpty() ? micros : points.get(points.size() - 1).micros;
            points.add(new Point(this, size, micros, micros / before));
            double relative = micros / points.get(0).micros;
            results.add(name, unit, size, micros, relative, true);
            System.out.printf(Locale.ROOT, "%-34s %,9d %10.2f µs %-32s x %.2f%n", name, size, micros, unit, relative);
        }
        return points;
    }

    private static double micros(Work work, boolean smoke, boolean cold) throws Exception {
        long start = System.nanoTime();
        do {
            long unused = work.run();
        } while (!smoke && cold && System.nanoTime() - start < WARM_UP_NANOS);
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
            long before = Cpu.ofAll();
            long units = 0;
            start = System.nanoTime();
            do {
                units += work.run();
            } while (!smoke && System.nanoTime() - start < ROUND_NANOS);
            rounds.add((Cpu.ofAll() - before) / 1e3 / units);
        }
        return rounds.stream().sorted().toList().get(rounds.size() / 2);
    }
}
