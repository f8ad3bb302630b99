package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody else's transaction is open, so that nobody is shown what is stored behind it. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenTransactionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Object> told = new CopyOnWriteArrayList<>();

    @Test
    void whoResumesAfterAMessageBehindItWaitsAndIsToldNoReset() {
        try (TestTopic topic = new TestTopic("127.0.0.1:" + SharedKafka.server().port());
                Realtime realtime = topic.direct();
                KafkaProducer<byte[], byte[]> foreign = topic.producer(Map.of("transactional.id", topic.name()))) {
            Channel channel = realtime.channel("c");
            channel.emit("e", "before");
            assertThat(channel.history().messages()).hasSize(1);
            foreign.initTransactions();
            foreign.beginTransaction();
            byte[] json = "1".getBytes(StandardCharsets.UTF_8);
            TestTopic.send(foreign, topic.record(topic.partition("c").partition(), null, json, "e"));
            foreign.flush();
            MessageId stored = channel.emit("e", "behind");
            CompletableFuture<HistoryPage> page = CompletableFuture.supplyAsync(
                    () -> channel.history(HistoryQuery.all().after(stored)));
            CompletableFuture<Void> resumed = CompletableFuture.runAsync(() ->
                    channel.subscribe(options -> options.onMessage(message -> told.add(message.id()))
                            .onGap(told::add)
                            .after(stored)));
            await().during(Duration.ofSeconds(1)).untilAsserted(() -> {
                assertThat(told).isEmpty();
                assertThat(page).isNotDone();
            });
            foreign.commitTransaction();
            assertThat(resumed).succeedsWithin(PATIENCE);
            MessageId after = channel.emit("e", "after");
            assertThat(page)
                    .succeedsWithin(PATIENCE)
                    .satisfies(read -> assertThat(read.gap()).isEmpty());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).isEqualTo(List.of(after)));
            assertThat(channel.history().messages().stream().map(Message::id)).contains(stored, after);
        }
    }
}
