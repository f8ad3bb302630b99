package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.latency.Latencies;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Runs Realtime and bare uses of the driver in turn, round after round, on one server, and compares within each round. */
public final class RedisRuns {
    private static final int WINDOW = 2048;
    private static final int POOL = 16;
    private static final int MANY = 1000;
    private static final double MOST_HEAP = 1500;

    private final Results results = Comparison.table("redis");
    private final Target target;
    private final boolean smoke;

    private RedisRuns(Target target, boolean smoke) {
        this.target = target;
        this.smoke = smoke;
    }

    /**
     * Runs.
     *
     * @param smoke whether a short run will do, which says nothing about time
     * @param heap gives the bytes in use after collections
     * @return the comparisons
     * @throws Exception if something was lost, or the server cannot be run
     */
    public static Results run(boolean smoke, LongSupplier heap) throws Exception {
        try (RedisServer server = RedisServer.launch("--appendfsync", "everysec")) {
            RedisRuns runs = new RedisRuns(Target.of(server.host(), server.port()), smoke);
            runs.concurrentEmits("emits, 1,000 channels", MANY);
            runs.concurrentEmits("emits, one channel", 1);
            runs.sequentialEmits();
            try (Realtime realtime = Realtime.connect(runs.target.url())) {
                Latencies.compare(
                        realtime,
                        "bare PUBLISH, SUBSCRIBE",
                        loop -> BarePublish.run(runs.target, loop),
                        smoke,
                        runs.results);
            }
            runs.manyChannels(smoke ? 2_000 : Integer.getInteger("channels", 100_000), heap);
            return runs.results;
        }
    }

    private int rounds() {
        return smoke ? 2 : Integer.getInteger("rounds", 5);
    }

    /** Another way to emit. */
    private record Peer(String name, Emitter.Factory factory, Wanted wanted) {}

    private void concurrentEmits(String what, int channels) throws Exception {
        List<Peer> peers = List.of(
                new Peer("bare duplex connection", DuplexEmitter::new, Wanted.atLeast(0.85)),
                new Peer("driver's pool, 16 threads", at -> new PoolEmitter(at, POOL), Wanted.atLeast(1.7)));
        emits(what, at -> new RealtimeEmitter(at, WINDOW), peers, 60_000, channels);
    }

    private void sequentialEmits() throws Exception {
        List<Peer> peers = List.of(new Peer("bare round trip", RoundTripEmitter::new, Wanted.atLeast(0.85)));
        emits("emits, one after the other", at -> new RealtimeEmitter(at, 1), peers, 8_000, MANY);
    }

    private void emits(String what, Emitter.Factory own, List<Peer> peers, int messages, int channels)
            throws Exception {
        int count = smoke ? messages / 20 : messages;
        List<Emitter> open = new ArrayList<>();
        try (Emitter realtime = own.open(target)) {
            List<List<Double>> theirs = new ArrayList<>();
            for (Peer peer : peers) {
                open.add(peer.factory.open(target));
                theirs.add(new ArrayList<>());
            }
            List<Double> ours = new ArrayList<>();
            for (int round = -2; round < rounds(); round++) {
                Noise.look();
                double rate = rate(realtime, count, channels);
                if (round >= 0) {
                    ours.add(rate);
                }
                for (int i = 0; i < peers.size(); i++) {
                    double other = rate(open.get(i), count, channels);
                    if (round >= 0) {
                        theirs.get(i).add(other);
                    }
                }
            }
            for (int i = 0; i < peers.size(); i++) {
                Peer peer = peers.get(i);
                Comparison.of(what, "/s", peer.name, theirs.get(i), ours).report(results, peer.wanted);
            }
        } finally {
            open.forEach(Emitter::close);
        }
    }

    private static double rate(Emitter emitter, int count, int channels) throws Exception {
        long start = System.nanoTime();
        emitter.emit(count, channels);
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void manyChannels(int count, LongSupplier heap) throws Exception {
        List<ManyChannels> ours = new ArrayList<>();
        List<ManyChannels> theirs = new ArrayList<>();
        for (int round = -1; round < Math.min(3, rounds()); round++) {
            Noise.look();
            ManyChannels own = ManyChannels.ofRealtime(target, count, heap);
            ManyChannels other = ManyChannels.ofDriver(target, count);
            if (!own.complete() || !other.complete()) {
                throw new IllegalStateException("A message was lost or came twice: " + own + ", " + other);
            }
            if (round >= 0) {
                ours.add(own);
                theirs.add(other);
            }
        }
        Comparison.of(
                        String.format(Locale.ROOT, "to follow %,d channels", count),
                        "ms",
                        "bare SUBSCRIBE",
                        theirs.stream().map(one -> one.subscribedNanos() / 1e6).toList(),
                        ours.stream().map(one -> one.subscribedNanos() / 1e6).toList())
                .report(results, Wanted.atMost(2));
        Comparison.of(
                        String.format(Locale.ROOT, "whole again after a cut, %,d channels", count),
                        "ms",
                        "bare SUBSCRIBE, XREVRANGE",
                        theirs.stream().map(one -> one.healedNanos() / 1e6).toList(),
                        ours.stream().map(one -> one.healedNanos() / 1e6).toList())
                .report(results, Wanted.atMost(3));
        Comparison.of(
                        "heap of a followed channel",
                        "bytes",
                        "bound",
                        ours.stream().map(one -> MOST_HEAP).toList(),
                        ours.stream().map(one -> (double) one.bytesEach()).toList())
                .report(results, Wanted.atMost(1));
    }
}
