package dev.realtime4j.benchmarks.peers;

import dev.realtime4j.benchmarks.latency.Latencies;
import dev.realtime4j.benchmarks.latency.OpenLoop;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Compares Realtime with the libraries of one broker: emits by sixteen callers, and how long messages take at a fixed rate. */
public final class Peers {
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 4;
    private static final int ROUNDS = 3;
    private static final double MICROS = 1_000;

    private final Messenger realtime;
    private final List<Peer> peers;
    private final boolean smoke;
    private final Results results;

    /**
     * A library.
     *
     * @param name its name, and in brackets what it does not do
     * @param messenger how it is used
     */
    public record Peer(String name, Messenger messenger) {}

    private Peers(Messenger realtime, List<Peer> peers, boolean smoke, Results results) {
        this.realtime = realtime;
        this.peers = peers;
        this.smoke = smoke;
        this.results = results;
    }

    /**
     * Compares.
     *
     * @param name the name of the table
     * @param realtime Realtime
     * @param peers whom it is compared with
     * @param messages how many messages the callers emit
     * @param smoke whether a short run will do, which says nothing about time
     * @return the comparisons
     * @throws Exception if a message was lost, came twice or out of order
     */
    public static Results compare(String name, Messenger realtime, List<Peer> peers, int messages, boolean smoke)
            throws Exception {
        Peers run = new Peers(realtime, peers, smoke, Comparison.table(name));
        int count = smoke ? messages / 20 : messages;
        run.rounds(
                List.of("16 callers, emitted and delivered"),
                "/s",
                Wanted.atLeast(1),
                one -> List.of(Callers.perSecond(one, count)));
        String what = String.format(Locale.ROOT, "end to end at %,d/s, p", PER_SECOND);
        run.rounds(List.of(what + 50, what + 99), "µs", Wanted.atMost(1), run::latencies);
        return run.results;
    }

    /** One round of one contestant. */
    private interface Work {
        List<Double> measure(Messenger messenger) throws Exception;
    }

    /** Has all do the work in turns, and reports each of the values that it gives. */
    private void rounds(List<String> whats, String unit, Wanted wanted, Work work) throws Exception {
        List<List<Double>> ours = new ArrayList<>();
        List<List<List<Double>>> theirs = new ArrayList<>();
        peers.forEach(peer -> theirs.add(new ArrayList<>()));
        for (int round = smoke ? 0 : -1; round < (smoke ? 1 : ROUNDS); round++) {
            Noise.look();
            List<Double> own = work.measure(realtime);
            if (round >= 0) {
                ours.add(own);
            }
            for (int i = 0; i < peers.size(); i++) {
                List<Double> other = work.measure(peers.get(i).messenger);
                if (round >= 0) {
                    theirs.get(i).add(other);
                }
            }
        }
        for (int value = 0; value < whats.size(); value++) {
            for (int i = 0; i < peers.size(); i++) {
                Comparison.of(whats.get(value), unit, peers.get(i).name, of(theirs.get(i), value), of(ours, value))
                        .report(results, wanted);
            }
        }
    }

    private static List<Double> of(List<List<Double>> rounds, int value) {
        return rounds.stream().map(round -> round.get(value)).toList();
    }

    private List<Double> latencies(Messenger messenger) throws Exception {
        List<String> names = Latencies.names();
        OpenLoop loop = new OpenLoop(PER_SECOND, smoke ? 500 : SECONDS * PER_SECOND);
        Messenger.Following following = messenger.follow(names, loop::received);
        try {
            Histogram took = loop.run((channel, json) -> messenger.send(names.get(channel), json));
            return List.of(took.getValueAtPercentile(50) / MICROS, took.getValueAtPercentile(99) / MICROS);
        } finally {
            following.close();
        }
    }
}
