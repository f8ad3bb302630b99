package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Emission;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.tck.broker.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Idempotency keys that are used again and again on a broker whose clock steps, by seconds and by hours: which records are
 * hidden is the same for whoever follows from the start or from later on, and for whoever reads, with an index or without.
 */
@Tag("once")
@Tag("long")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockStepsKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> CHANNELS = List.of("a", "b");
    private static final int PHASES = 12;

    /** By so many seconds the clock may be away from the right time. */
    private static final List<Integer> SECONDS = List.of(-3_600, -3_500, -100, -40, 0, 0, 50, 110, 3_600, 3_650);

    private static final KafkaServer SERVER = SharedKafka.withClock();

    private final TestTopic topic = new TestTopic("127.0.0.1:" + SERVER.port());
    private final TopicPartition partition = new TopicPartition(topic.name(), 0);
    private final List<Follower> followers = new ArrayList<>();

    /** Who follows all channels from some time on. */
    private static final class Follower {
        private final Realtime realtime;
        private final Map<String, List<Object>> told = new HashMap<>();

        Follower(Realtime realtime) {
            this.realtime = realtime;
            for (String channel : CHANNELS) {
                List<Object> list = new CopyOnWriteArrayList<>();
                told.put(channel, list);
                realtime.channel(channel)
                        .subscribe(options -> options.replay()
                                .onMessage(message -> list.add(message.id()))
                                .onGap(list::add));
            }
        }
    }

    @BeforeEach
    void create() {
        topic.create(1, TestTopic.fitting());
    }

    @AfterEach
    void close() {
        followers.forEach(follower -> follower.realtime.close());
        topic.close();
    }

    private Realtime connect() {
        return Realtime.connect(
                RealtimeConfig.builder("kafka://" + topic.servers() + "/" + topic.name() + "?partitions=1")
                        .retention(new Retention(100_000, Duration.ofHours(24)))
                        .timeouts(new RealtimeConfig.Timeouts(PATIENCE, PATIENCE, PATIENCE))
                        .build());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everybodySeesTheSame(long seed) {
        Random random = new Random(seed);
        int ahead = 0;
        for (int phase = 0; phase < PHASES; phase++) {
            if (phase % 4 == 0) {
                followers.add(new Follower(connect()));
            }
            int next = SECONDS.get(random.nextInt(SECONDS.size()));
            SERVER.stepClock(Duration.ofSeconds(next - ahead));
            ahead = next;
            fill(random, random.nextInt(3) == 0 ? 20 : 1_500);
        }
        SERVER.stepClock(Duration.ofSeconds(-ahead));
        MessageId last = followers.get(0).realtime.channel("a").emit("e", "last");
        for (String channel : CHANNELS) {
            List<MessageId> seen = history(followers.get(0).realtime, channel);
            assertThat(seen.size()).isGreaterThan(PHASES);
            for (Follower follower : followers) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(follower.told.get(channel))
                                .as("live, follower %s of %s", followers.indexOf(follower), channel)
                                .isEqualTo(seen));
                assertThat(history(follower.realtime, channel)).isEqualTo(seen);
            }
            for (int i = 0; i < 2; i++) {
                try (Realtime fresh = connect()) {
                    assertThat(history(fresh, channel)).as("fresh").isEqualTo(seen);
                    for (MessageId cursor : seen.subList(0, Math.min(50, seen.size()))) {
                        HistoryPage page = fresh.channel(channel)
                                .history(HistoryQuery.all().after(cursor).limit(1));
                        assertThat(page.gap()).as("after %s", cursor).isEmpty();
                    }
                }
            }
        }
        assertThat(history(followers.get(0).realtime, "a")).endsWith(last);
    }

    /** What is stored in three minutes comes to a process that starts in a moment. */
    @Test
    void aKeyThatIsOverIsFreeInAProcessThatStarts() {
        Duration age = Duration.ofMillis(RecentKeys.WINDOW_MILLIS + 60_000);
        try (Realtime old = connect()) {
            MessageId first;
            SERVER.stepClock(age.negated());
            try {
                first = emit(old);
            } finally {
                SERVER.stepClock(age);
            }
            try (Realtime fresh = connect()) {
                assertThat(history(fresh, "a")).containsExactly(first);
                MessageId second = emit(fresh);
                assertThat(history(fresh, "a")).containsExactly(first, second);
                assertThat(emit(old)).as("which is the first with that key now").isEqualTo(second);
                assertThat(history(old, "a")).containsExactly(first, second);
            }
        }
    }

    private static MessageId emit(Realtime realtime) {
        return realtime.emitAsync(Emission.of("a", "e", 1).withKey("k")).join();
    }

    /** Some records of the channels, few with a key and those often with the same, among many of others. */
    private void fill(Random random, int count) {
        try (KafkaProducer<byte[], byte[]> producer = topic.producer(Map.of("linger.ms", 5))) {
            for (int i = 0; i < count; i++) {
                boolean ours = random.nextInt(15) == 0 || i < 5;
                String channel = ours ? CHANNELS.get(random.nextInt(CHANNELS.size())) : "other " + i % 100;
                String key = random.nextInt(2) == 0 ? "k" + random.nextInt(12) : null;
                byte[] json = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                TestTopic.send(producer, Records.of(partition, channel, new Entry("e", json, key)));
            }
        }
    }

    private static List<MessageId> history(Realtime realtime, String channel) {
        List<MessageId> ids = new ArrayList<>();
        @Nullable HistoryQuery next = HistoryQuery.all();
        while (next != null) {
            HistoryPage page = realtime.channel(channel).history(next);
            assertThat(page.gap().map(Gap::reason)).isEmpty();
            page.messages().stream().<MessageId>map(Message::id).forEach(ids::add);
            next = page.next().orElse(null);
        }
        return ids;
    }
}
