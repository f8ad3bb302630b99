package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records with a followed channel's name in a place that is not the channel's. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisplacedRecordsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final List<Object> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        topic.close();
    }

    private void follow(Channel channel) {
        channel.subscribe(
                options -> options.onMessage(message -> told.add(message.id())).onGap(told::add));
    }

    /** A read waits until all that is stored where its channel lies has been followed: what is misplaced there, too. */
    private void assertTold(Channel channel, List<MessageId> ids, Channel beside) {
        assertThat(beside.history().messages()).isNotEmpty();
        await().atMost(PATIENCE).until(() -> told.contains(ids.get(ids.size() - 1)));
        assertThat(told).isEqualTo(ids);
        assertThat(channel.history().messages().stream().<MessageId>map(Message::id))
                .isEqualTo(ids);
    }

    @Test
    void inAnotherPartition() {
        topic.create(TestTopic.PARTITIONS, TestTopic.fitting());
        int own = topic.partition("c").partition();
        String beside = "beside";
        while (topic.partition(beside).partition() == own) {
            beside += "s";
        }
        try (Realtime realtime = topic.direct();
                KafkaProducer<byte[], byte[]> foreign = topic.producer(Map.of())) {
            Channel channel = realtime.channel("c");
            follow(channel);
            List<MessageId> ids = new ArrayList<>(List.of(channel.emit("e", 1)));
            realtime.channel(beside).emit("e", 1);
            byte[] json = "\"misplaced\"".getBytes(StandardCharsets.UTF_8);
            byte[] key = "c".getBytes(StandardCharsets.UTF_8);
            TestTopic.send(foreign, topic.record(topic.partition(beside).partition(), key, json, "e"));
            foreign.flush();
            ids.add(channel.emit("e", 2));
            assertTold(channel, ids, realtime.channel(beside));
        }
    }

    /** Channels have been given a topic of their own, which one process has not been told yet. */
    @Test
    void inAnotherTopic() {
        topic.create(1, TestTopic.fitting());
        try (TestTopic newer = new TestTopic(topic.servers())) {
            newer.create(1, TestTopic.fitting());
            String old = "kafka://" + topic.servers() + "/" + topic.name() + "?partitions=1";
            try (Realtime before = Realtime.connect(old);
                    Realtime after = Realtime.connect(old + "&topics.chat.=" + newer.name())) {
                Channel channel = after.channel("chat.1");
                follow(channel);
                List<MessageId> ids = new ArrayList<>(List.of(channel.emit("e", 1)));
                before.channel("beside").emit("e", 1);
                before.channel("chat.1").emit("e", "misplaced");
                ids.add(channel.emit("e", 2));
                assertTold(channel, ids, after.channel("beside"));
            }
        }
    }
}
