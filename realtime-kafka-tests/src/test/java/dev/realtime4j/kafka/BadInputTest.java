package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cannot keep the contract is refused when connecting, with what to do about it. */
@Tag("once")
class BadInputTest {
    private final KafkaServer server = SharedKafka.server();
    private final String address = "127.0.0.1:" + server.port();
    private final TestTopic topic = new TestTopic(address);

    @AfterEach
    void close() {
        topic.close();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            String url, UnaryOperator<RealtimeConfig.Builder> more) {
        Duration two = Duration.ofSeconds(2);
        RealtimeConfig config = more.apply(RealtimeConfig.builder(url))
                .timeouts(new RealtimeConfig.Timeouts(two, two, two))
                .build();
        return assertThatThrownBy(() -> Realtime.connect(config).close()).isInstanceOf(RealtimeException.class);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String url) {
        return assertRefused(url, UnaryOperator.identity());
    }

    @Test
    void aMissingTopicThatMayNotBeMade() {
        assertRefused(topic.url(address) + "&create-topics=false")
                .hasMessageContainingAll(topic.name(), "Create it with 4 partitions", "kafka.create-topics=true");
    }

    @Test
    void everythingThatDoesNotFitIsNamedAtOnce() {
        topic.create(
                2,
                Map.of(
                        "cleanup.policy", "compact",
                        "message.timestamp.type", "CreateTime",
                        "retention.ms", "60000",
                        "retention.bytes", "1000000",
                        "max.message.bytes", "100000"));
        assertRefused(topic.url(address))
                .hasMessageContainingAll(
                        "has 2 partitions, but kafka.partitions=4",
                        "cleanup.policy=compact, must be delete",
                        "message.timestamp.type=CreateTime, must be LogAppendTime",
                        "retention.ms=60000, must be at least 172800000",
                        "retention.bytes=1000000, must be -1",
                        "max.message.bytes=100000, must be at least")
                .satisfies(e -> assertThat(((RealtimeException) e).retryable()).isFalse());
    }

    @Test
    void retentionIsJudgedByTheChannelsOfTheTopic() {
        Map<String, String> configs = new HashMap<>(TestTopic.fitting());
        configs.put("retention.ms", "172800000");
        topic.create(4, configs);
        Realtime.connect(topic.url(address)).close();
        assertRefused(
                        topic.url(address),
                        builder -> builder.retention("audit-", new Retention(10, Duration.ofDays(30))))
                .hasMessageContaining("retention.ms=172800000, must be at least 5184000000, twice the longest max-age");
    }

    /** A key holds for two minutes, however soon its message is not shown any more: its record must not be trimmed before. */
    @Test
    void retentionIsLongEnoughForIdempotencyKeys() {
        UnaryOperator<RealtimeConfig.Builder> brief =
                builder -> builder.retention(new Retention(10, Duration.ofSeconds(20)));
        Map<String, String> configs = new HashMap<>(TestTopic.fitting());
        configs.put("retention.ms", "179999");
        topic.create(4, configs);
        assertRefused(topic.url(address), brief)
                .hasMessageContaining(
                        "retention.ms=179999, must be at least 180000, 2 minutes more than the longest max-age");
        topic.configure("retention.ms", "180000");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> topic.configured("retention.ms").equals("180000"));
        connect(topic.url(address), brief);
        try (TestTopic made = new TestTopic(address)) {
            connect(made.url(address), brief);
            assertThat(made.configured("retention.ms")).isEqualTo("180000");
        }
    }

    /** The one before it, up to two minutes older, is what hides a message: it must not be trimmed while that may be shown. */
    @Test
    void whatHidesAMessageIsKeptAsLongAsThatMayBeShown() {
        UnaryOperator<RealtimeConfig.Builder> brief =
                builder -> builder.retention(new Retention(10, Duration.ofSeconds(90)));
        Map<String, String> configs = new HashMap<>(TestTopic.fitting());
        configs.put("retention.ms", "209999");
        topic.create(4, configs);
        assertRefused(topic.url(address), brief)
                .hasMessageContaining("retention.ms=209999, must be at least 210000, 2 minutes more");
        try (TestTopic made = new TestTopic(address)) {
            connect(made.url(address), brief);
            assertThat(made.configured("retention.ms")).isEqualTo("210000");
        }
    }

    private static void connect(String url, UnaryOperator<RealtimeConfig.Builder> more) {
        Realtime.connect(more.apply(RealtimeConfig.builder(url)).build()).close();
    }

    @Test
    void morePartitionsThanConfiguredAreLeftAlone() {
        topic.create(9, TestTopic.fitting());
        try (Realtime realtime = Realtime.connect(topic.url(address))) {
            realtime.emit("e", 1);
            assertThat(realtime.history(HistoryQuery.all()).messages()).hasSize(1);
        }
    }

    @Test
    void aTopicThatIsMadeFits() {
        try (Realtime first = Realtime.connect(topic.url(address));
                Realtime second = Realtime.connect(topic.url(address) + "&create-topics=false")) {
            first.emit("e", 1);
            assertThat(second.history(HistoryQuery.all()).messages()).hasSize(1);
            assertThat(topic.configured("retention.ms")).isEqualTo("172800000");
            assertThat(topic.configured("segment.ms")).isEqualTo("43200000");
        }
    }

    @Test
    void aHostThatHasNoAddress() {
        assertRefused("kafka://no-such-host.invalid:9092").hasMessageContaining("no-such-host.invalid:9092");
    }

    /** The broker answers, and leads clients to an address where nobody is. */
    @Test
    void anAdvertisedAddressThatCannotBeReached() {
        try (KafkaServer lost = KafkaServer.launch(Map.of("advertised.listeners", "DIRECT://127.0.0.1:1"))) {
            assertRefused("kafka://127.0.0.1:" + lost.port())
                    .hasMessageContainingAll("127.0.0.1:" + lost.port(), "advertised.listeners");
        }
    }
}
