package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogTailStartTest {
    private static final RealtimeConfig CONFIG =
            RealtimeConfig.builder("kafka://unused").build();

    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = new TopicPartition(topic.name(), 0);

    /** As where one broker of a cluster has made it, and another one is asked that does not know of it yet. */
    @Test
    void aTopicThatABrokerDoesNotKnowYetIsWaitedFor() {
        try (topic) {
            Admin admin = topic.admin();
            long timeout = Duration.ofSeconds(10).toNanos();
            LogTail tail = new LogTail(
                    CONFIG,
                    topic.tail(CONFIG),
                    Set.of(partition),
                    new Followers(channel -> partition),
                    new LogPositions(admin, timeout),
                    new TopicIds(admin, timeout, Map.of(topic.name(), Uuid.ZERO_UUID)),
                    log -> {},
                    logs -> {});
            try {
                long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
                CompletableFuture<Void> started = CompletableFuture.runAsync(() -> tail.start(deadline));
                await().during(Duration.ofSeconds(1)).until(() -> !started.isDone());
                topic.create(1, TestTopic.fitting());
                assertThat(started).succeedsWithin(Duration.ofSeconds(30));
                assertThat(tail.log(partition).start()).isZero();
            } finally {
                tail.close();
            }
        }
    }
}
