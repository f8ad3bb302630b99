package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.tck.broker.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one broker of three does to the partitions of the others. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(6);
    private static final int FAR = 3;

    private static @Nullable KafkaCluster cluster;

    private final TestTopic topic = new TestTopic(cluster().servers());

    @BeforeAll
    static void launch() {
        cluster = KafkaCluster.launch();
    }

    @AfterAll
    static void end() {
        cluster().close();
    }

    private static KafkaCluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    @AfterEach
    void close() {
        topic.close();
    }

    private void create(Map<Integer, List<Integer>> replicas) {
        NewTopic wanted = new NewTopic(topic.name(), replicas).configs(TestTopic.fitting());
        TestTopic.await(topic.admin().createTopics(List.of(wanted)).all());
        replicas.forEach((partition, nodes) ->
                await().atMost(PATIENCE).ignoreExceptions().until(() -> leader(partition) == nodes.get(0)));
    }

    private int leader(int partition) {
        Map<String, TopicDescription> all = TestTopic.await(
                topic.admin().describeTopics(List.of(topic.name())).allTopicNames());
        Node leader = Objects.requireNonNull(all.get(topic.name()))
                .partitions()
                .get(partition)
                .leader();
        return leader == null ? -1 : leader.id();
    }

    private String channelIn(int partition) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "c" + i)
                .filter(name -> topic.partition(name).partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    /** The lead of a partition comes to a broker that this process cannot reach, though all others can. */
    @Test
    void whatCannotBeReachedHoldsUpNoOtherPartition() throws Exception {
        create(Map.of(0, List.of(1, 2, 3), 1, List.of(2, 1, 3), 2, List.of(1, 2, 3), 3, List.of(2, 1, 3)));
        String moved = channelIn(1);
        String watched = channelIn(0);
        List<MessageId> told = new CopyOnWriteArrayList<>();
        try (Realtime emitter = topic.direct();
                Realtime realtime = Realtime.connect(topic.url(cluster().linked()))) {
            realtime.channel(moved).subscribe(options -> options.onMessage(message -> told.add(message.id())));
            realtime.channel(watched).subscribe(options -> options.onMessage(message -> told.add(message.id())));
            MessageId first = emitter.channel(moved).emit("e", 1);
            await().atMost(PATIENCE).until(() -> told.contains(first));
            cluster().nodes().get(FAR - 1).link().refuse();
            TopicPartition partition = topic.partition(moved);
            TestTopic.await(topic.admin()
                    .alterPartitionReassignments(
                            Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(FAR, 1, 2)))))
                    .all());
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                if (leader(1) == FAR) {
                    return true;
                }
                TestTopic.await(topic.admin()
                        .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                        .all());
                return false;
            });
            long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            while (System.nanoTime() < end) {
                MessageId id = emitter.channel(watched).emit("e", 1);
                await().atMost(SOON).until(() -> told.contains(id));
            }
            MessageId there = emitter.channel(moved).emit("e", 2);
            cluster().nodes().get(FAR - 1).link().restore();
            await().atMost(PATIENCE).until(() -> told.contains(there));
        } finally {
            cluster().nodes().get(FAR - 1).link().restore();
        }
    }

    /** About a partition without a leader a client asks on until its time is over, which is a minute here. */
    @Test
    void theEndOfAPartitionWithoutALeaderHoldsUpThatOfNoOther() {
        create(Map.of(0, List.of(1), 1, List.of(2)));
        cluster().nodes().get(1).kill();
        try {
            await().atMost(PATIENCE).until(() -> leader(1) < 0);
            EndOffsets ends = new EndOffsets(topic.admin());
            CompletableFuture<Long> lost = ends.ask(new TopicPartition(topic.name(), 1));
            CompletableFuture<Long> healthy = ends.ask(new TopicPartition(topic.name(), 0));
            CompletableFuture<Long> again = ends.ask(new TopicPartition(topic.name(), 0));
            assertThat(healthy).succeedsWithin(PATIENCE).isEqualTo(0L);
            assertThat(again).succeedsWithin(PATIENCE).isEqualTo(0L);
            assertThat(lost).isNotDone();
        } finally {
            cluster().nodes().get(1).start();
        }
    }

    /** One copy only, of a broker that is away. */
    @Test
    @Tag("long")
    void whoConnectsWhileAPartitionHasNoLeaderIsToldInTimeWhichOne() {
        create(Map.of(0, List.of(1), 1, List.of(2), 2, List.of(1), 3, List.of(1)));
        cluster().nodes().get(1).kill();
        try {
            await().atMost(PATIENCE).until(() -> leader(1) < 0);
            RealtimeConfig config = RealtimeConfig.builder(topic.url(cluster().servers()))
                    .timeouts(new RealtimeConfig.Timeouts(
                            Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(5)))
                    .build();
            long start = System.nanoTime();
            assertThatThrownBy(() -> Realtime.connect(config).close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining(topic.name() + "-1")
                    .hasMessageNotContaining(topic.name() + "-0");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        } finally {
            cluster().nodes().get(1).start();
        }
    }

    /** Without controllers no new producer is given its id, and until it has one it lets nothing expire by itself. */
    @Test
    @Tag("long")
    void whatFailsWhileTheControllersAreAwayIsNotStoredLongAfter() {
        create(Map.of(0, List.of(1), 1, List.of(1), 2, List.of(1), 3, List.of(1)));
        topic.configure("min.insync.replicas", "1");
        cluster().nodes().get(0).kill();
        cluster().nodes().get(0).start(); // so that it has no ids in store
        await().atMost(PATIENCE).ignoreExceptions().until(() -> leader(0) == 1);
        cluster().nodes().get(1).kill();
        cluster().nodes().get(2).kill();
        Duration three = Duration.ofSeconds(3);
        RealtimeConfig config = RealtimeConfig.builder(
                        topic.url("127.0.0.1:" + cluster().nodes().get(0).port()))
                .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(10), three, three))
                .build();
        try (Realtime realtime = Realtime.connect(config)) {
            Channel channel = realtime.channel("c");
            assertThatThrownBy(() -> channel.emit("e", "late")).isInstanceOf(EmitException.class);
            long failed = System.nanoTime();
            await().atMost(PATIENCE)
                    .until(() ->
                            System.nanoTime() - failed > three.multipliedBy(2).toNanos());
            cluster().nodes().get(1).start();
            cluster().nodes().get(2).start();
            MessageId next = await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(EmitException.class)
                    .until(() -> channel.emit("e", "next"), id -> true);
            assertThat(channel.history().messages().stream().map(Message::id)).containsExactly(next);
        }
    }
}
