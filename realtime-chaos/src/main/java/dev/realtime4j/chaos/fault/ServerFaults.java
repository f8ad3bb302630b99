package dev.realtime4j.chaos.fault;

import dev.realtime4j.tck.broker.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What can be done to some servers of a cluster, which are chosen when it happens. */
final class ServerFaults {
    private final Runnable awaitServed;
    private final List<Broker> away = new ArrayList<>();

    /** Takes what waits until the cluster can be used again. */
    ServerFaults(Runnable awaitServed) {
        this.awaitServed = awaitServed;
    }

    Fault hang(String whose, Function<Blow, List<? extends Broker>> choice) {
        return new Fault("hang " + whose, blow -> {
            List<? extends Broker> chosen = choice.apply(blow);
            chosen.forEach(Broker::pause);
            try {
                blow.hold(200, 4000); // also longer than the request timeout, and than it takes to elect another leader
            } finally {
                chosen.forEach(Broker::resume);
            }
            awaitServed.run();
        });
    }

    /** So few that the others go on without them: they are away until the next fault. They hang first, as below. */
    Fault lose(String whose, Function<Blow, List<? extends Broker>> choice) {
        return new Fault("lose " + whose, blow -> {
            List<? extends Broker> chosen = choice.apply(blow);
            chosen.forEach(Broker::pause);
            blow.hold(50, 300);
            chosen.forEach(Broker::kill);
            away.addAll(chosen);
            awaitServed.run();
        });
    }

    /** Brings back what was lost. */
    void awaitWhole() {
        startAtOnce(away);
        away.clear();
        awaitServed.run();
    }

    /** They hang first, so that emits are on their way when they die. */
    Fault kill(String whose, Function<Blow, List<? extends Broker>> choice) {
        return new Fault("kill " + whose, blow -> {
            List<? extends Broker> chosen = choice.apply(blow);
            chosen.forEach(Broker::pause);
            blow.hold(50, 300);
            chosen.forEach(Broker::kill);
            blow.hold(50, 3000);
            startAtOnce(chosen);
            awaitServed.run();
        });
    }

    /** One alone may not be ready before it has found another. */
    static void startAtOnce(List<? extends Broker> brokers) {
        CompletableFuture<?>[] starts = brokers.stream()
                .map(broker -> CompletableFuture.runAsync(broker::start, work -> new Thread(work, "start").start()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(starts).join();
    }

    /** So many of them, drawn. */
    static <B> List<B> any(Blow blow, List<B> brokers, int count) {
        List<B> left = new ArrayList<>(brokers);
        while (left.size() > count) {
            left.remove(blow.random().nextInt(left.size()));
        }
        return List.copyOf(left);
    }
}
