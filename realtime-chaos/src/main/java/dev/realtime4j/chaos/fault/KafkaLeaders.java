package dev.realtime4j.chaos.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;

/** Asks a Kafka cluster who leads what. */
final class KafkaLeaders implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Else nothing is acknowledged. */
    private static final int LEAST_IN_SYNC = 2;

    private final Admin admin;
    private final String topic;

    KafkaLeaders(String servers, String topic) {
        this.topic = topic;
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000));
    }

    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    /** The id of the broker that leads a partition. */
    int ofPartition(int partition) {
        return patiently(() -> {
            Node leader = partitions().get(partition).leader();
            if (leader == null) {
                throw new ExecutionException("No leader of " + partition, null);
            }
            return leader.id();
        });
    }

    /** The id of the broker that leads the controllers. */
    int controller() {
        return patiently(() -> admin.describeMetadataQuorum().quorumInfo().get().leaderId());
    }

    /** Waits until emits to all partitions can be acknowledged. */
    void await() {
        patiently(() -> {
            for (TopicPartitionInfo partition : partitions()) {
                if (partition.leader() == null || partition.isr().size() < LEAST_IN_SYNC) {
                    throw new ExecutionException("Not served: " + partition, null);
                }
            }
            return true;
        });
    }

    private List<TopicPartitionInfo> partitions() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .values()
                .iterator()
                .next()
                .partitions();
    }

    /** Asks again until there is an answer. */
    private static <T> T patiently(Question<T> question) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return question.ask();
            } catch (ExecutionException notYet) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IllegalStateException("The cluster has not found its leaders in time", notYet);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
