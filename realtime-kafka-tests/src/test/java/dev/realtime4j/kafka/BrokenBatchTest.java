package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A partition of which a broker's disk gives back other bytes than it was given. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenBatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaServer server = SharedKafka.server();
    private final TestTopic topic = new TestTopic("127.0.0.1:" + server.port());

    private final TopicPartition partition = topic.partition("c");
    private final List<MessageId> told = new CopyOnWriteArrayList<>();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        server.link().restore();
        topic.close();
    }

    /** A channel in another partition. */
    private String healthy() {
        String name = "healthy";
        while (topic.partition(name).equals(partition)) {
            name += "y";
        }
        return name;
    }

    private Subscription follow(Channel channel) {
        return channel.subscribe(
                options -> options.onMessage(message -> told.add(message.id())).onGap(gaps::add));
    }

    /** Done twice it is as it was. */
    private void damage(MessageId id) {
        server.damage(partition.topic(), partition.partition(), id.major());
    }

    /** A consumer throws at each poll, whichever partitions have something new, until somebody seeks past it. */
    @Test
    void itHoldsUpNoOtherPartition() {
        MessageId there;
        try (Realtime writer = topic.direct()) {
            writer.channel("c").emit("e", 1);
            damage(writer.channel("c").emit("e", 2));
            writer.channel("c").emit("e", 3);
            there = writer.channel(healthy()).emit("e", 1);
        }
        try (Realtime realtime = topic.direct()) {
            Channel channel = realtime.channel(healthy());
            assertThat(channel.history().messages().stream().map(Message::id)).containsExactly(there);
            Subscription subscription = follow(channel);
            MessageId next = channel.emit("e", 2);
            await().atMost(PATIENCE).until(() -> told.equals(List.of(next)));
            assertThat(subscription.status()).isEqualTo(Subscription.Status.CONNECTED);
        }
    }

    /** As where another broker comes to lead, which has it as it was. */
    @Test
    void whenItCanBeReadAgainNothingIsMissing() {
        try (Realtime realtime =
                        Realtime.connect(topic.url("127.0.0.1:" + server.link().port()));
                Realtime writer = topic.direct()) {
            Subscription subscription = follow(realtime.channel("c"));
            List<MessageId> ids = new ArrayList<>();
            ids.add(writer.channel("c").emit("e", 0));
            await().atMost(PATIENCE).until(() -> told.equals(ids));
            server.link().refuse();
            for (int i = 1; i < 5; i++) {
                ids.add(writer.channel("c").emit("e", i));
            }
            damage(ids.get(2));
            server.link().restore();
            await().atMost(PATIENCE)
                    .during(Duration.ofSeconds(3))
                    .until(() -> subscription.status() == Subscription.Status.RECONNECTING);
            damage(ids.get(2));
            await().atMost(PATIENCE).until(() -> told.equals(ids));
            await().atMost(PATIENCE).until(() -> subscription.status() == Subscription.Status.CONNECTED);
            assertThat(gaps).isEmpty();
        }
    }
}
