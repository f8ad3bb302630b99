package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.Subscription.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of two topics one is deleted, and made anew a while later. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MissingTopicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final String servers = "127.0.0.1:" + SharedKafka.server().port();
    private final TestTopic topic = new TestTopic(servers);
    private final TestTopic other = new TestTopic(servers);
    private final List<Object> told = new CopyOnWriteArrayList<>();
    private final List<Object> toldOfOther = new CopyOnWriteArrayList<>();
    private final List<Status> statuses = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        topic.close();
        other.close();
    }

    private RealtimeConfig config() {
        return RealtimeConfig.builder(topic.url(servers))
                .option("topics.other-", other.name())
                .build();
    }

    private static List<MessageId> history(Channel channel) {
        return channel.history().messages().stream().map(Message::id).toList();
    }

    @Test
    void theOtherGoesOn() {
        try (Realtime realtime = Realtime.connect(config())) {
            Channel channel = realtime.channel("c");
            Channel lost = realtime.channel("other-c");
            channel.subscribe(options -> options.onMessage(message -> told.add(message.id()))
                    .onGap(told::add)
                    .onStatus(statuses::add));
            Subscription subscription = lost.subscribe(options ->
                    options.onMessage(message -> toldOfOther.add(message.id())).onGap(toldOfOther::add));
            List<MessageId> ids = new ArrayList<>(List.of(channel.emit("e", 1)));
            MessageId before = lost.emit("e", 1);
            await().atMost(PATIENCE).until(() -> toldOfOther.contains(before));
            other.delete();
            await().atMost(PATIENCE).until(() -> subscription.status() == Status.RECONNECTING);
            for (int i = 0; i < 10; i++) {
                MessageId id = channel.emit("e", i);
                ids.add(id);
                await().atMost(SOON).until(() -> told.contains(id));
            }
            ids.add(realtime.emitAsync(Emission.of("c", "e", "keyed").withKey("k"))
                    .orTimeout(SOON.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                    .join());
            assertThat(history(channel)).isEqualTo(ids);
            other.create(TestTopic.PARTITIONS, TestTopic.fitting());
            MessageId again = await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(EmitException.class)
                    .until(() -> lost.emit("e", "again"), id -> true);
            await().atMost(PATIENCE).until(() -> toldOfOther.contains(again));
            await().atMost(PATIENCE).until(() -> subscription.status() == Status.CONNECTED);
            assertThat(toldOfOther.get(0)).isEqualTo(before);
            assertThat(toldOfOther.get(1))
                    .isInstanceOfSatisfying(
                            Gap.class, gap -> assertThat(gap.isReset()).isTrue());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).isEqualTo(ids));
            assertThat(statuses).as("of the one that was there").doesNotContain(Status.RECONNECTING);
        }
    }
}
