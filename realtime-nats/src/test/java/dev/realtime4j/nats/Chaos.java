package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Emitters that never pause and subscribers that count, while faults are caused. */
final class Chaos implements AutoCloseable {
    private static final int CHANNELS = 8;
    private static final int EMITTERS = 4;
    private static final int BETWEEN_FAULTS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Realtime> clients = new ArrayList<>();
    private final List<Realtime> subscribers = new ArrayList<>();
    private final List<Queue<String>> told = new ArrayList<>();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger interruptions = new AtomicInteger();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> neverStored = new ConcurrentLinkedQueue<>();
    private final Queue<String> unknown = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> emitters = new ArrayList<>();

    /**
     * Starts.
     *
     * @param emitterUrl where emitters connect
     * @param subscriberUrls where subscribers connect, one each
     */
    Chaos(String emitterUrl, List<String> subscriberUrls) {
        for (String url : subscriberUrls) {
            Realtime subscriber = connect(url);
            subscribers.add(subscriber);
            for (int i = 0; i < CHANNELS; i++) {
                Queue<String> heard = new ConcurrentLinkedQueue<>();
                told.add(heard);
                subscriber
                        .channel("chaos-" + i)
                        .subscribe(options -> options.onMessage(message -> heard.add(message.json()))
                                .onGap(gaps::add)
                                .onStatus(status -> {
                                    if (status == Subscription.Status.RECONNECTING) {
                                        interruptions.incrementAndGet();
                                    }
                                }));
            }
        }
        for (int i = 0; i < EMITTERS; i++) {
            Realtime client = connect(emitterUrl);
            int number = i;
            Thread emitter = new Thread(() -> emit(client, number), "emitter-" + i);
            emitters.add(emitter);
            emitter.start();
        }
    }

    private Realtime connect(String url) {
        Realtime client = Realtime.connect(RealtimeConfig.builder(url)
                .retention(new Retention(1_000_000, Duration.ofHours(24)))
                .build());
        clients.add(client);
        return client;
    }

    private void emit(Realtime client, int number) {
        for (int i = 0; !stopped.get(); i++) {
            String value = number + "-" + i;
            try {
                client.channel("chaos-" + i % CHANNELS).emit("e", value);
                acknowledged.add("\"" + value + "\"");
            } catch (EmitException e) {
                (e.stored() == EmitException.Stored.NO ? neverStored : unknown).add("\"" + value + "\"");
            }
        }
    }

    /** Causes a fault while messages flow, and waits until they flow again. */
    void fault(Runnable fault) {
        awaitMore();
        fault.run();
        awaitMore();
    }

    private void awaitMore() {
        int now = acknowledged.size();
        Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.size() > now + BETWEEN_FAULTS);
    }

    /** Ends the emitters, and compares what was acknowledged, stored and delivered. */
    void check(String what) throws InterruptedException {
        stopped.set(true);
        for (Thread emitter : emitters) {
            emitter.join();
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            clients.get(0).channel("chaos-" + i).emit("e", "end");
            List<String> stored = Client.history(clients.get(0), "chaos-" + i);
            for (int client = 0; client < subscribers.size(); client++) {
                Queue<String> delivered = told.get(client * CHANNELS + i);
                Awaitility.await().atMost(PATIENCE).until(() -> delivered.contains("\"end\""));
                assertThat(delivered).as("delivered of chaos-" + i).containsExactlyElementsOf(stored);
            }
            all.addAll(stored.subList(0, stored.size() - 1));
        }
        System.out.printf(
                "%s: %d acknowledged, %d stored, %d failed as not stored, %d failed as unknown, %d subscribers,"
                        + " %d interruptions told, %d gaps%n",
                what,
                acknowledged.size(),
                all.size(),
                neverStored.size(),
                unknown.size(),
                subscribers.size(),
                interruptions.get(),
                gaps.size());
        assertThat(all).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(neverStored).as("said not to be stored").noneMatch(all::contains);
        assertThat(all.size()).isLessThanOrEqualTo(acknowledged.size() + unknown.size());
        assertThat(gaps).isEmpty();
        assertThat(interruptions.get())
                .as("a fault that hits nobody proves nothing")
                .isPositive();
    }

    @Override
    public void close() {
        stopped.set(true);
        clients.forEach(Realtime::close);
    }
}
