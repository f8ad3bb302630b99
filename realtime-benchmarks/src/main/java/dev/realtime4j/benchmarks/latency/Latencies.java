package dev.realtime4j.benchmarks.latency;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import dev.realtime4j.codec.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** From the call that emits to the call of the handler: Realtime beside a peer, in turns, at 1,000 and 20,000 messages a second. */
public final class Latencies {
    private static final List<Integer> RATES = List.of(1_000, 20_000);
    private static final int ROUNDS = 3;
    private static final int SECONDS = 3;
    private static final double MICROS = 1_000;

    private Latencies() {}

    /** Does one run of the peer. */
    @FunctionalInterface
    public interface Peer {
        /**
         * Runs.
         *
         * @param loop gives the messages and takes them back
         * @return what the loop's run gave
         * @throws Exception if it cannot be run
         */
        Histogram run(OpenLoop loop) throws Exception;
    }

    /**
     * Compares.
     *
     * @param realtime follows and emits
     * @param name who is compared with
     * @param peer its run
     * @param smoke whether a short run will do, which says nothing about time
     * @param results where the comparisons go
     * @throws Exception if a message was lost or came twice, or the peer throws it
     */
    public static void compare(Realtime realtime, String name, Peer peer, boolean smoke, Results results)
            throws Exception {
        for (int rate : RATES) {
            int messages = smoke ? 500 : SECONDS * rate;
            List<Histogram> theirs = new ArrayList<>();
            List<Histogram> ours = new ArrayList<>();
            for (int round = smoke ? 0 : -1; round < (smoke ? 1 : ROUNDS); round++) {
                Noise.look();
                Histogram other = peer.run(new OpenLoop(rate, messages));
                Histogram own = realtime(realtime, new OpenLoop(rate, messages));
                if (round >= 0) {
                    theirs.add(other);
                    ours.add(own);
                }
            }
            report(rate, 50, name, theirs, ours, Wanted.atMost(1.3), results);
            report(rate, 99, name, theirs, ours, Wanted.atMost(1.5), results);
        }
    }

    private static void report(
            int rate,
            int percentile,
            String name,
            List<Histogram> theirs,
            List<Histogram> ours,
            Wanted wanted,
            Results results) {
        String what = String.format(Locale.ROOT, "end to end at %,d/s, p%d", rate, percentile);
        Comparison.of(what, "µs", name, micros(theirs, percentile), micros(ours, percentile))
                .report(results, wanted);
    }

    private static List<Double> micros(List<Histogram> rounds, int percentile) {
        return rounds.stream()
                .map(round -> round.getValueAtPercentile(percentile) / MICROS)
                .toList();
    }

    private static Histogram realtime(Realtime realtime, OpenLoop loop) throws Exception {
        List<Channel> channels = names().stream().map(realtime::channel).toList();
        List<Subscription> subscriptions = channels.stream()
                .map(channel ->
                        channel.subscribe(options -> options.onMessage(message -> loop.received(message.json()))))
                .toList();
        try {
            return loop.run((channel, json) -> {
                var unused = channels.get(channel).emitAsync("e", RawJson.of(json));
            });
        } finally {
            subscriptions.forEach(Subscription::close);
        }
    }

    /**
     * The names of the channels.
     *
     * @return as many as {@link OpenLoop#CHANNELS}
     */
    public static List<String> names() {
        return IntStream.range(0, OpenLoop.CHANNELS)
                .mapToObj(i -> "latency-" + i)
                .toList();
    }
}
