package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.tck.broker.KafkaCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndOffsetsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** About a partition without a leader a client asks on until its time is over, which is a minute here. */
    @Test
    void aPartitionWithoutALeaderHoldsUpNoOther() {
        try (KafkaCluster cluster = KafkaCluster.launch();
                TestTopic topic = new TestTopic(cluster.servers())) {
            NewTopic wanted = new NewTopic(topic.name(), Map.of(0, List.of(1), 1, List.of(2)));
            TestTopic.await(topic.admin().createTopics(List.of(wanted)).all());
            await().atMost(PATIENCE).ignoreExceptions().until(() -> leader(topic, 1) != null);
            cluster.nodes().get(1).kill();
            await().atMost(PATIENCE).until(() -> leader(topic, 1) == null);
            EndOffsets ends = new EndOffsets(topic.admin());
            CompletableFuture<Long> lost = ends.ask(new TopicPartition(topic.name(), 1));
            CompletableFuture<Long> healthy = ends.ask(new TopicPartition(topic.name(), 0));
            CompletableFuture<Long> again = ends.ask(new TopicPartition(topic.name(), 0));
            assertThat(healthy).succeedsWithin(PATIENCE).isEqualTo(0L);
            assertThat(again).succeedsWithin(PATIENCE).isEqualTo(0L);
            assertThat(lost).isNotDone();
        }
    }

    private static @Nullable Node leader(TestTopic topic, int partition) {
        Map<String, TopicDescription> all = TestTopic.await(
                topic.admin().describeTopics(List.of(topic.name())).allTopicNames());
        return Objects.requireNonNull(all.get(topic.name()))
                .partitions()
                .get(partition)
                .leader();
    }
}
