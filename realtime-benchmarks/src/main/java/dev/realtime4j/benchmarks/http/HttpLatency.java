package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long messages take: many channels of one stream each, and one channel some of whose streams are not read. */
public final class HttpLatency {
    private static final int STREAMS = 1000;
    private static final double STALLED = 0.05;
    /** Of what the first contestant can do. */
    private static final double EASY = 0.4;

    private static final int SMALL_BUFFER = 4096;
    private static final int ROUNDS = 3;
    /** For the compiler of a JVM that has only one processor. */
    private static final int WARM_UP_SECONDS = 15;

    private HttpLatency() {}

    /** What a round gave. */
    private record Round(double perSecond, double pace, double median, double tail) {}

    /**
     * Runs the contestants in turn, round after round.
     *
     * @param smoke whether a short run will do
     * @return the comparisons
     * @throws IOException if a server cannot be started
     * @throws IllegalStateException if messages were lost
     */
    public static Results run(boolean smoke) throws IOException {
        Map<Contestant, List<Round>> channels = new EnumMap<>(Contestant.class);
        double pace = 0;
        List<Double> withoutStalled = new ArrayList<>();
        List<Double> withStalled = new ArrayList<>();
        for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
            Noise.look();
            System.out.println("round " + (round + 1));
            for (Contestant contestant : HttpFanOut.strong()) {
                Round measured = channels(contestant, smoke, pace);
                channels.computeIfAbsent(contestant, it -> new ArrayList<>()).add(measured);
                System.out.println(contestant.title + ": " + measured);
                pace = measured.pace;
            }
            withoutStalled.add(stalled(0, smoke));
            withStalled.add(stalled(STALLED, smoke));
        }
        int streams = streams(smoke);
        Results results = Comparison.table("http-latency");
        List<Round> ours = channels.getOrDefault(Contestant.REALTIME, List.of());
        channels.forEach((contestant, theirs) -> {
            if (contestant != Contestant.REALTIME) {
                String what = streams + " channels, a stream each";
                Comparison.of(what, "sent/s", contestant.title, perSecond(theirs), perSecond(ours))
                        .report(results, Wanted.atLeast(0.9));
                Comparison.of(what + ", p50 at 40% load", "ms", contestant.title, medians(theirs), medians(ours))
                        .report(results, Wanted.atMost(3));
                Comparison.of(what + ", p99 at 40% load", "ms", contestant.title, tails(theirs), tails(ours))
                        .report(results, Wanted.atMost(3));
            }
        });
        Comparison.of(
                        String.format(Locale.ROOT, "p99 of %,d streams, %.0f not read", streams, streams * STALLED),
                        "ms",
                        "none not read",
                        withoutStalled,
                        withStalled)
                .report(results, Wanted.atMost(2));
        return results;
    }

    private static List<Double> perSecond(List<Round> rounds) {
        return rounds.stream().map(Round::perSecond).toList();
    }

    private static List<Double> medians(List<Round> rounds) {
        return rounds.stream().map(Round::median).toList();
    }

    private static List<Double> tails(List<Round> rounds) {
        return rounds.stream().map(Round::tail).toList();
    }

    /** As fast as it goes, and then at a pace; where that is 0, at one that is easy for this contestant. */
    private static Round channels(Contestant contestant, boolean smoke, double pace) throws IOException {
        int channels = streams(smoke);
        try (ServerProcess server = contestant.start();
                Readers readers = new Readers(server.uri(), channels, contestant, Contestant::query, "");
                Load load = new Load(contestant, server.uri(), readers)) {
            double unused = load.publishFor(smoke ? 0.2 : HttpFanOut.WARM_UP_SECONDS, channels, 1, 200);
            double perSecond = load.publishFor(smoke ? 0.2 : HttpFanOut.SECONDS, channels, 1, 200);
            double easy = smoke ? 200 : pace == 0 ? EASY * perSecond : pace;
            load.pace(easy, smoke || contestant == Contestant.NGINX ? 1 : WARM_UP_SECONDS, channels, 1);
            readers.time();
            load.pace(easy, smoke ? 1 : 10, channels, 1);
            return new Round(perSecond, easy, readers.millis(0.5), readers.millis(0.99));
        }
    }

    private static int streams(boolean smoke) {
        return smoke ? 100 : STREAMS;
    }

    private static double stalled(double part, boolean smoke) throws IOException {
        int streams = streams(smoke);
        List<SocketChannel> asleep = new ArrayList<>();
        try (ServerProcess server = Contestant.REALTIME.start();
                Readers readers =
                        new Readers(server.uri(), streams, Contestant.REALTIME, i -> Contestant.query(0), "");
                Load load = new Load(Contestant.REALTIME, server.uri(), readers)) {
            for (int i = 0; i < streams * part; i++) {
                asleep.add(unread(server.uri()));
            }
            load.publishAll(smoke ? 500 : 5000, 1, streams, 200);
            readers.time();
            load.pace(50, smoke ? 2 : 6, 1, streams);
            return readers.millis(0.99);
        } finally {
            for (SocketChannel one : asleep) {
                one.close();
            }
        }
    }

    private static SocketChannel unread(URI uri) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        channel.write(Readers.request(uri, Contestant.query(0), ""));
        return channel;
    }
}
