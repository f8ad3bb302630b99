package dev.realtime4j.benchmarks;

import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import dev.realtime4j.benchmarks.emits.Waiting;
import dev.realtime4j.benchmarks.report.Results;
import java.util.ArrayList;
import java.util.List;

/** What subscriptions that wait cost, and what is left of those that have gone. */
final class Footprint {
    private static final List<String> NONE_LEFT = List.of(
            "dev.realtime4j.engine.EngineSubscription",
            "dev.realtime4j.engine.Hub",
            "dev.realtime4j.inmemory.Listener",
            "dev.realtime4j.inmemory.ChannelLog");

    /** What the JVM itself may have added to its heap meanwhile. */
    private static final long NOISE_BYTES = 1_000_000;

    private Footprint() {}

    static Results run(boolean smoke) {
        Results results = new Results("memory", "what", "count", "bytes each", "threads", "complete");
        int many = smoke ? 2000 : 100_000;
        int onOneChannel = many / 5;
        idle(results, "subscription, all on one channel", onOneChannel, false);
        idle(results, "channel with one subscription", many, true);
        churn(results, smoke ? 500 : 10_000);
        return results;
    }

    private static void idle(Results results, String what, int count, boolean ownChannels) {
        try (Realtime realtime = Realtime.connect("memory:")) {
            Subscription warm = subscribe(realtime, "warm");
            List<Subscription> subscriptions = new ArrayList<>(count);
            long before = Heap.settled();
            for (int i = 0; i < count; i++) {
                subscriptions.add(subscribe(realtime, ownChannels ? "channel-" + i : "room"));
            }
            int threads = Heap.threads();
            double each = (Heap.settled() - before) / (double) count;
            for (Subscription subscription : subscriptions) {
                subscription.status();
            }
            warm.close();
            results.add(what, count, Math.round(each), threads, true);
            System.out.printf("%7d x %s: %.0f bytes each, %d threads in the JVM%n", count, what, each, threads);
        }
    }

    private static void churn(Results results, int rounds) {
        try (Realtime realtime = Realtime.connect("memory:")) {
            cycle(realtime, 100);
            boolean gone = Waiting.until(Footprint::noneLeft, 30);
            long before = Heap.settled();
            int threadsBefore = Heap.threads();
            cycle(realtime, rounds);
            gone &= Waiting.until(Footprint::noneLeft, 60);
            int threads = Heap.threads() - threadsBefore;
            long left = Heap.settled() - before;
            double each = left / (double) rounds;
            results.add("subscribed and closed again", rounds, Math.round(each), threads, gone && left < NOISE_BYTES);
            System.out.printf(
                    "%7d x subscribed and closed: %.1f bytes left each, %d more threads, %s%n",
                    rounds, each, threads, gone ? "no subscription, hub, listener or log left" : "SOMETHING IS LEFT");
        }
    }

    private static void cycle(Realtime realtime, int rounds) {
        for (int i = 0; i < rounds; i++) {
            subscribe(realtime, "channel-" + i).close();
        }
    }

    private static boolean noneLeft() {
        // A store keeps one log that stands for all unknown channels.
        return NONE_LEFT.stream().mapToLong(name -> Heap.census(name).objects()).sum() <= 1;
    }

    private static Subscription subscribe(Realtime realtime, String channel) {
        return realtime.channel(channel).subscribe(options -> options.onMessage(message -> {}));
    }
}
