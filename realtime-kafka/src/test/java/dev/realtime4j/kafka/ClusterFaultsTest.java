package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.tck.broker.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
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

    /** One copy only, of a broker that is away. */
    @Test
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
}
