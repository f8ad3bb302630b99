package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.broker.KafkaCluster;
import dev.realtime4j.tck.broker.KafkaServer;
import dev.realtime4j.tck.process.PeerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Brokers are killed while one process emits at a steady rate and two follow: what was acknowledged is in the log, nothing is
 * there twice, and every subscriber was told the log, in its order. A kill that nobody noticed fails the test.
 */
@Tag("long")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChaosTest {
    private static final int RATE = 5_000;
    private static final int CHANNELS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration REQUEST = Duration.ofSeconds(15);
    private static final int SHOWN = 100_000;
    private static final int NOBODY = -1;

    private final List<String> names =
            IntStream.range(0, CHANNELS).mapToObj(i -> "chaos " + i).toList();

    @Test
    void aSingleBrokerIsKilledThreeTimes() {
        try (KafkaServer server = KafkaServer.launch()) {
            Consumer<TestTopic> restart = topic -> {
                server.kill();
                server.start();
            };
            run("127.0.0.1:" + server.port(), List.of(restart, restart, restart), true);
        }
    }

    @Test
    void ofThreeBrokersTheControllerAndALeaderAreKilled() {
        try (KafkaCluster cluster = KafkaCluster.launch()) {
            run(
                    cluster.servers(),
                    List.of(topic -> restart(cluster, topic, true), topic -> restart(cluster, topic, false)),
                    false);
        }
    }

    /**
     * The controller leads partitions too, as every broker does; else one that is no controller. Others lead them before it comes
     * back. Who follows goes over to these, and connects to it again only when it leads once more: that may never be.
     */
    private static void restart(KafkaCluster cluster, TestTopic topic, boolean controller) {
        int leader = TestTopic.await(topic.admin().describeMetadataQuorum().quorumInfo())
                .leaderId();
        int struck = controller ? leader : leader % 3 + 1;
        KafkaServer node = cluster.nodes().get(struck - 1);
        assertThat(leaders(topic)).contains(struck);
        node.kill();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(leaders(topic)).doesNotContain(struck, NOBODY));
        node.start();
    }

    private static List<Integer> leaders(TestTopic topic) {
        return TestTopic.await(
                        topic.admin().describeTopics(List.of(topic.name())).allTopicNames())
                .values()
                .stream()
                .flatMap(described -> described.partitions().stream())
                .map(partition ->
                        partition.leader() == null ? NOBODY : partition.leader().id())
                .toList();
    }

    /** What became of the emits. */
    private static final class Emits {
        private final Map<String, ConcurrentLinkedQueue<MessageId>> acknowledged = new ConcurrentHashMap<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger stored = new AtomicInteger();
        private final AtomicInteger unknown = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        void done(String name, MessageId id, @Nullable Throwable failure) {
            if (failure == null) {
                acknowledged
                        .computeIfAbsent(name, it -> new ConcurrentLinkedQueue<>())
                        .add(id);
                stored.incrementAndGet();
            } else if (failure instanceof EmitException e && e.stored() == EmitException.Stored.UNKNOWN) {
                unknown.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
        }

        boolean isSettled() {
            return stored.get() + unknown.get() + refused.get() == sent.get();
        }
    }

    private void run(String servers, List<Consumer<TestTopic>> faults, boolean interrupting) {
        try (TestTopic topic = new TestTopic(servers)) {
            String url = topic.url(servers);
            Map<String, String> settings = new HashMap<>();
            settings.put("url", url);
            settings.put("retention.max-messages", Integer.toString(SHOWN));
            settings.put("retention.max-age", "1h");
            try (Realtime emitter = connect(url);
                    Realtime follower = connect(url);
                    PeerProcess peer = PeerProcess.launch()) {
                peer.connect(settings);
                List<Runnable> strikes = faults.stream()
                        .<Runnable>map(fault -> () -> fault.accept(topic))
                        .toList();
                run(emitter, follower, peer, strikes, interrupting);
            }
        }
    }

    private static Realtime connect(String url) {
        return Realtime.connect(RealtimeConfig.builder(url)
                .retention(new Retention(SHOWN, Duration.ofHours(1)))
                .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(10), REQUEST, REQUEST))
                .build());
    }

    private void run(
            Realtime emitter, Realtime follower, PeerProcess peer, List<Runnable> faults, boolean interrupting) {
        List<List<MessageId>> told = new ArrayList<>();
        List<Object> gaps = new CopyOnWriteArrayList<>();
        AtomicInteger interruptions = new AtomicInteger();
        List<Integer> there = new ArrayList<>();
        for (String name : names) {
            List<MessageId> ids = Collections.synchronizedList(new ArrayList<>());
            told.add(ids);
            follower.channel(name)
                    .subscribe(options -> options.onMessage(message -> ids.add(message.id()))
                            .onGap(gaps::add)
                            .onStatus(status -> {
                                if (status == Subscription.Status.RECONNECTING) {
                                    interruptions.incrementAndGet();
                                }
                            }));
            there.add(peer.subscribe(name));
        }
        Emits emits = new Emits();
        AtomicBoolean over = new AtomicBoolean();
        Thread emitting = new Thread(() -> emitAtRate(emitter, emits, over), "chaos-emitter");
        emitting.start();
        for (Runnable fault : faults) {
            awaitStored(emits);
            int before = interruptions.get();
            fault.run();
            awaitStored(emits);
            await().atMost(PATIENCE).until(() -> !interrupting || interruptions.get() > before);
        }
        over.set(true);
        await().atMost(PATIENCE).until(() -> !emitting.isAlive() && emits.isSettled());
        int logged = 0;
        try (Realtime reader = emitter) {
            for (int i = 0; i < CHANNELS; i++) {
                logged += check(reader, names.get(i), emits, told.get(i), peer, there.get(i));
            }
        }
        assertThat(gaps).isEmpty();
        System.out.printf(
                "chaos: %d kills, %d seen by a subscriber; %d emits: %d acknowledged, %d unknown, %d refused; %d in the log, each"
                        + " told once and in order to %d subscribers in 2 processes%n",
                faults.size(),
                interruptions.get(),
                emits.sent.get(),
                emits.stored.get(),
                emits.unknown.get(),
                emits.refused.get(),
                logged,
                2 * CHANNELS);
        assertThat(emits.stored.get()).as("acknowledged").isGreaterThan(RATE * faults.size());
    }

    /** Waits until a second's messages more have been stored. */
    private static void awaitStored(Emits emits) {
        int before = emits.stored.get();
        await().atMost(PATIENCE).until(() -> emits.stored.get() > before + RATE);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // counted
    private void emitAtRate(Realtime realtime, Emits emits, AtomicBoolean over) {
        long start = System.nanoTime();
        for (int i = 0; !over.get(); i++) {
            while (System.nanoTime() - start < i * 1_000_000_000L / RATE) {
                LockSupport.parkNanos(100_000);
            }
            String name = names.get(i % CHANNELS);
            emits.sent.incrementAndGet();
            realtime.channel(name).emitAsync("e", i).whenComplete((id, failure) -> emits.done(name, id, failure));
        }
    }

    private static int check(
            Realtime reader, String name, Emits emits, List<MessageId> told, PeerProcess peer, int subscription) {
        List<MessageId> log = new ArrayList<>();
        List<String> data = new ArrayList<>();
        Optional<HistoryQuery> next = Optional.of(HistoryQuery.all());
        while (next.isPresent()) {
            var page = reader.channel(name).history(next.get());
            for (Message<?> message : page.messages()) {
                log.add(message.id());
                data.add(message.json());
            }
            next = page.next();
        }
        assertThat(new HashSet<>(data)).as("nothing is stored twice").hasSameSizeAs(data);
        assertThat(log)
                .as("what was acknowledged is stored")
                .containsAll(emits.acknowledged.getOrDefault(name, new ConcurrentLinkedQueue<>()));
        await().atMost(PATIENCE).until(() -> told.size() >= log.size());
        assertThat(told).as("told here").isEqualTo(log);
        assertThat(peer.await(subscription, log.size(), PATIENCE))
                .as("told there")
                .isEqualTo(log);
        return log.size();
    }
}
