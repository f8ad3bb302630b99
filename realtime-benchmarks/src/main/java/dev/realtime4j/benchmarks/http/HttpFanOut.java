package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One channel, many streams: how many messages a second one server process gives to all of them. */
public final class HttpFanOut {
    private static final int WINDOW = 200;
    /** With very many streams, of which some contestants serve few in a second. */
    private static final int SMALL_WINDOW = 100;

    private static final int ROUNDS = 3;
    private static final int FEW = 1_000;
    static final double WARM_UP_SECONDS = 3;
    static final double SECONDS = 3;

    private HttpFanOut() {}

    /**
     * Runs the contestants in turn, round after round.
     *
     * @param smoke whether a short run will do
     * @param sizes the numbers of streams
     * @return the comparisons
     * @throws IOException if a server cannot be started
     * @throws IllegalStateException if messages were lost
     */
    public static Results run(boolean smoke, List<Integer> sizes) throws IOException {
        Results results = Comparison.table("http-fan-out");
        for (int size : sizes) {
            Map<Contestant, List<Double>> rounds = new EnumMap<>(Contestant.class);
            for (int turn = 0; turn < (smoke ? 1 : ROUNDS); turn++) {
                Noise.look();
                for (Contestant contestant : smoke ? strong() : contestants(size, turn)) {
                    double perSecond = perSecond(contestant, size, smoke);
                    rounds.computeIfAbsent(contestant, it -> new ArrayList<>()).add(perSecond * size);
                    System.out.printf(
                            Locale.ROOT, "%,d streams, %s: %,.0f messages/s%n", size, contestant.title, perSecond);
                }
            }
            report(results, size, rounds);
        }
        return results;
    }

    /** Those that can be measured with very many streams: the others take minutes to give each of them a few messages. */
    static List<Contestant> strong() {
        return Stream.of(Contestant.NGINX, Contestant.REALTIME)
                .filter(Contestant::isThere)
                .toList();
    }

    /** Those that take more than ten times as long as this project's server take one turn. */
    private static List<Contestant> contestants(int size, int turn) {
        return size > FEW
                ? strong()
                : Stream.of(Contestant.values())
                        .filter(Contestant::isThere)
                        .filter(contestant -> turn == 0 || !contestant.isSlow())
                        .toList();
    }

    private static double least(Contestant contestant, int size) {
        return switch (contestant) {
            case NGINX -> size > FEW ? 2.5 : 3;
            case ORIGINAL -> 8;
            default -> 1;
        };
    }

    private static void report(Results results, int size, Map<Contestant, List<Double>> rounds) {
        List<Double> ours = rounds.getOrDefault(Contestant.REALTIME, List.of());
        String what = String.format(Locale.ROOT, "one channel, %,d streams", size);
        rounds.forEach((contestant, theirs) -> {
            if (contestant != Contestant.REALTIME) {
                Comparison.of(what, "sent/s", contestant.title, theirs, ours.subList(0, theirs.size()))
                        .report(results, Wanted.atLeast(least(contestant, size)));
            }
        });
    }

    private static double perSecond(Contestant contestant, int size, boolean smoke) throws IOException {
        try (ServerProcess server = contestant.start();
                Readers readers = new Readers(server.uri(), size, contestant, i -> Contestant.query(0), "");
                Load load = new Load(contestant, server.uri(), readers)) {
            int window = size > FEW ? SMALL_WINDOW : WINDOW;
            double unused = load.publishFor(smoke ? 0.2 : WARM_UP_SECONDS, 1, size, window);
            return load.publishFor(smoke ? 0.2 : SECONDS, 1, size, window);
        }
    }
}
