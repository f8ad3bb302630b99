package dev.realtime4j.benchmarks.nats;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Flow;
import dev.realtime4j.benchmarks.emits.Followers;
import dev.realtime4j.benchmarks.emits.Waiting;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Dispatcher;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Very many channels: how long it takes to follow them, and to be whole again after the connection was cut. */
final class Following {
    private static final int PATIENCE_SECONDS = 120;

    private final NatsServer server;
    private final BareNats bare;
    private final boolean smoke;
    private final List<String> names;

    Following(NatsServer server, BareNats bare, boolean smoke) {
        this.server = server;
        this.bare = bare;
        this.smoke = smoke;
        this.names = IntStream.range(0, smoke ? 500 : 100_000)
                .mapToObj(i -> "follow-" + i)
                .toList();
    }

    void run(Results results) throws Exception {
        int rounds = smoke ? 1 : 3;
        Comparison.inTurns(
                        String.format(Locale.ROOT, "to follow %,d channels", names.size()),
                        "ms",
                        smoke ? 0 : 1,
                        rounds,
                        "bare subscriptions",
                        this::bareFollow,
                        this::follow)
                .report(results, Wanted.atMost(2));
        Comparison.inTurns(
                        String.format(Locale.ROOT, "whole again after a cut, %,d channels", names.size()),
                        "ms",
                        smoke ? 0 : 1,
                        rounds,
                        "bare, with a read of each tail",
                        this::bareHeal,
                        this::heal)
                .report(results, Wanted.atMost(3));
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private double bareFollow() throws Exception {
        long start = System.nanoTime();
        Dispatcher dispatcher = bare.follow(names, message -> {});
        double millis = millisSince(start);
        bare.unfollow(dispatcher);
        return millis;
    }

    private double follow() throws Exception {
        try (Followers followers = new Followers(NatsBenchmark.url(server))) {
            long start = System.nanoTime();
            followers.follow(names);
            return millisSince(start);
        }
    }

    /** The connection is lost and made anew while messages flow, and the end of each channel is read; by the same link as ours. */
    private double bareHeal() throws Exception {
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                BareNats linked = new BareNats(url(link));
                Realtime emitter = Realtime.connect(NatsBenchmark.url(server))) {
            linked.follow(names, message -> {});
            try (Flow flow = new Flow(emitter, names.size(), names::get)) {
                long start = System.nanoTime();
                linked.reconnect();
                linked.lastOfEach(names);
                double millis = millisSince(start);
                flow.end();
                return millis;
            }
        }
    }

    private static String url(FaultyLink link) {
        return "nats://127.0.0.1:" + link.port();
    }

    /** Until each subscription stands again and was compared with its log; nothing that came meanwhile may be missing. */
    private double heal() throws Exception {
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime emitter = Realtime.connect(NatsBenchmark.url(server));
                Followers followers = new Followers(url(link))) {
            followers.follow(names);
            try (Flow flow = new Flow(emitter, names.size(), names::get)) {
                followers.cut();
                long start = System.nanoTime();
                link.cut();
                until("Whole again", () -> followers.connected() >= names.size());
                double millis = millisSince(start);
                int sent = flow.end();
                until("All delivered", () -> followers.delivered() >= sent);
                if (followers.delivered() != sent) {
                    throw new IllegalStateException(
                            followers.delivered() + " messages were delivered, " + sent + " sent");
                }
                return millis;
            }
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        if (!Waiting.until(condition, PATIENCE_SECONDS)) {
            throw new IllegalStateException(what + ": not within " + PATIENCE_SECONDS + " s");
        }
    }
}
