package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.tck.broker.NatsCluster;
import dev.realtime4j.tck.broker.NatsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only a cluster can do wrong: replicas that are behind, and interest that is still on its way. */
@Tag("long")
class ClusterTest {
    private static final NatsCluster CLUSTER = NatsCluster.launch(3, NatsFixture.AUTHORIZATION);

    @BeforeAll
    static void awaitLeader() {
        NatsClusterFixture.awaitLeaders(CLUSTER);
        new Client(url(CLUSTER.nodes().get(0))).close();
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    private static String url(NatsServer node) {
        return NatsClusterFixture.url(List.of(node));
    }

    private static List<NatsServer> leaderAndFollowers() {
        List<NatsServer> nodes = new ArrayList<>(CLUSTER.nodes());
        NatsServer leader = CLUSTER.node(NatsClusterFixture.leader(CLUSTER, "rt_all"));
        nodes.remove(leader);
        nodes.add(0, leader);
        return nodes;
    }

    private static NatsTransport open(NatsServer node) {
        return NatsTransport.open(RealtimeConfig.builder(url(node)).build());
    }

    private static Entry entry(String json) {
        return new Entry("e", json.getBytes(StandardCharsets.UTF_8), null);
    }

    /** What is emitted at another server the moment after a subscription stands is told live, without a look at the log. */
    @Test
    void aSubscriptionStandsWhenTheLeaderKnowsOfIt() {
        List<NatsServer> nodes = leaderAndFollowers();
        try (NatsTransport atLeader = open(nodes.get(0));
                NatsTransport atFollower = open(nodes.get(1))) {
            for (int i = 0; i < 500; i++) {
                String channel = "young-" + i;
                LiveRecorder sink = new LiveRecorder();
                atFollower.listen(channel, sink).toCompletableFuture().join();
                MessageId id = atLeader.append(channel, entry("1"))
                        .toCompletableFuture()
                        .join();
                assertThat(sink.awaitFirst()).isEqualTo(id);
            }
        }
    }

    /** A follower that was stopped is behind for a while when it goes on; what it says is no history. */
    @Test
    void aReplicaThatIsBehindIsNotBelieved() {
        List<NatsServer> nodes = leaderAndFollowers();
        try (NatsTransport atLeader = open(nodes.get(0));
                NatsTransport atFollower = open(nodes.get(1))) {
            NatsServer lagging = nodes.get(2);
            for (int round = 0; round < 10; round++) {
                String channel = "lagging-" + round;
                lagging.pause();
                List<MessageId> ids = new ArrayList<>();
                try {
                    List<CompletableFuture<MessageId>> emits = new ArrayList<>();
                    for (int i = 0; i < 300; i++) {
                        emits.add(atLeader.append(channel, entry("\"" + "x".repeat(2000) + "\""))
                                .toCompletableFuture());
                    }
                    emits.forEach(emit -> ids.add(emit.join()));
                } finally {
                    lagging.resume();
                }
                MessageId last = ids.get(ids.size() - 1);
                for (int i = 0; i < 20; i++) {
                    Page head = atFollower
                            .read(channel, ReadRequest.head())
                            .toCompletableFuture()
                            .join();
                    assertThat(head.head()).isEqualTo(last);
                    Page newest = atFollower
                            .read(channel, ReadRequest.before(null, 1, 1 << 20))
                            .toCompletableFuture()
                            .join();
                    assertThat(newest.entries()).extracting(entry -> entry.id()).containsExactly(last);
                }
            }
        }
    }

    /** Servers that are electing a leader drop what a client that has just come asks about the stream: it asks again. */
    @Test
    void aClientThatComesDuringAnElectionIsServed() {
        List<NatsServer> nodes = leaderAndFollowers();
        nodes.get(0).kill();
        RealtimeConfig.Timeouts patient = new RealtimeConfig.Timeouts(Client.SECONDS, Client.SECONDS, Client.SECONDS);
        try (NatsTransport client = NatsTransport.open(
                RealtimeConfig.builder(url(nodes.get(1))).timeouts(patient).build())) {
            assertThat(client.append("elected", entry("1"))
                            .toCompletableFuture()
                            .join())
                    .isNotNull();
        } finally {
            nodes.get(0).start();
            NatsClusterFixture.awaitLeaders(CLUSTER);
        }
    }

    /** What a leader had stored when it was lost may be republished by nobody: listeners are told to look. */
    @Test
    void anotherLeaderIsNoticed() {
        List<NatsServer> nodes = leaderAndFollowers();
        LiveRecorder sink = new LiveRecorder();
        try (NatsTransport atFollower = open(nodes.get(1))) {
            atFollower.listen("led", sink).toCompletableFuture().join();
            nodes.get(0).kill();
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> sink.hints() > 0);
            assertThat(sink.interruptions()).isZero();
        } finally {
            nodes.get(0).start();
            NatsClusterFixture.awaitLeaders(CLUSTER);
        }
    }

    /** The server that a subscriber is connected to is lost; it goes on at another one. */
    @Test
    void aSubscriberSurvivesTheLossOfItsOwnServer() {
        List<NatsServer> nodes = leaderAndFollowers();
        NatsServer own = nodes.get(1);
        String urls = NatsClusterFixture.url(nodes.subList(1, 3));
        try (Client emitter = new Client(url(nodes.get(0)));
                Realtime subscriber =
                        Realtime.connect(RealtimeConfig.builder(urls).build())) {
            List<String> told = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Object> gaps = new java.util.concurrent.CopyOnWriteArrayList<>();
            subscriber
                    .channel("own")
                    .subscribe(options -> options.onMessage(message -> told.add(message.json()))
                            .onGap(gaps::add));
            for (int i = 0; i < 50; i++) {
                emitter.emit("own", i);
            }
            own.kill();
            try {
                for (int i = 50; i < 100; i++) {
                    emitter.emitSurely("own", i);
                }
                org.awaitility.Awaitility.await().atMost(Client.SECONDS).until(() -> told.contains("99"));
            } finally {
                own.start();
            }
            assertThat(told).isEqualTo(emitter.history("own"));
            assertThat(gaps).isEmpty();
        }
    }
}
