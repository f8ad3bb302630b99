package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of a real broker that the contract's own tests do not cause. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaServer server = SharedKafka.server();
    private final TestTopic topic = new TestTopic("127.0.0.1:" + server.port());
    private final List<Object> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        server.link().restore();
        topic.close();
    }

    private Realtime linked() {
        return connect(topic.url("127.0.0.1:" + server.link().port()));
    }

    /** What fails takes no longer than it has to. */
    private static Realtime connect(String url) {
        Duration three = Duration.ofSeconds(3);
        return Realtime.connect(RealtimeConfig.builder(url)
                .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(10), three, three))
                .build());
    }

    private Subscription follow(Channel channel) {
        return channel.subscribe(
                options -> options.onMessage(message -> told.add(message.id())).onGap(told::add));
    }

    private List<MessageId> delivered() {
        return told.stream()
                .filter(MessageId.class::isInstance)
                .map(MessageId.class::cast)
                .toList();
    }

    private List<Gap> gaps() {
        return told.stream().filter(Gap.class::isInstance).map(Gap.class::cast).toList();
    }

    private static List<MessageId> emit(Channel channel, int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(channel.emit("e", i));
        }
        return ids;
    }

    private static MessageId emitSurely(Channel channel) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(EmitException.class)
                .until(() -> channel.emit("e", "again"), id -> true);
    }

    /** All pages of it: one that takes long is given shorter. */
    private static List<MessageId> history(Channel channel) {
        List<MessageId> ids = new ArrayList<>();
        for (HistoryPage page = channel.history();
                ;
                page = channel.history(page.next().get())) {
            page.messages().forEach(message -> ids.add(message.id()));
            if (page.next().isEmpty()) {
                return ids;
            }
        }
    }

    @Test
    void aBrokerThatHangsLosesNothing() {
        try (Realtime realtime = linked()) {
            Channel channel = realtime.channel("c");
            Subscription subscription = follow(channel);
            List<MessageId> before = emit(channel, 5);
            server.pause();
            try {
                assertThatThrownBy(() -> channel.emit("e", "during"))
                        .isInstanceOf(EmitException.class)
                        .satisfies(
                                e -> assertThat(((EmitException) e).retryable()).isTrue());
                await().atMost(PATIENCE).until(() -> subscription.status() == Subscription.Status.RECONNECTING);
            } finally {
                server.resume();
            }
            MessageId after = emitSurely(channel);
            await().atMost(PATIENCE).until(() -> delivered().contains(after));
            await().atMost(PATIENCE).until(() -> subscription.status() == Subscription.Status.CONNECTED);
            assertThat(delivered()).startsWith(before.toArray(MessageId[]::new)).isEqualTo(history(channel));
            assertThat(gaps()).isEmpty();
        }
    }

    /** A network may deliver what was sent over a lost connection after what is sent over the next one. */
    @Test
    void whatIsStillOnItsWayWhenItsConnectionIsLostIsNeverStoredAfterALaterEmit() {
        FaultyLink link = server.link();
        try (Realtime realtime = linked();
                Realtime reader = topic.direct()) {
            Channel channel = realtime.channel("c");
            MessageId before = channel.emit("e", "before");
            link.stall();
            CompletableFuture<MessageId> late = channel.emitAsync("e", "late");
            await().until(link::isHolding);
            assertThatThrownBy(late::join).hasCauseInstanceOf(EmitException.class);
            link.leaveBehind();
            MessageId after = emitSurely(channel);
            link.restore();
            await().until(() -> !link.isHolding());
            await().during(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(history(reader.channel("c"))).containsExactly(before, after));
        }
    }

    @Test
    void whatRetentionTakesIsToldAsFarAsItIsKnown() {
        try (Realtime old = linked();
                Realtime fresh = topic.direct()) {
            List<MessageId> ids = emit(old.channel("c"), 30);
            assertThat(history(old.channel("c"))).isEqualTo(ids);
            TopicPartition partition = topic.partition("c");
            topic.trim(partition, ids.get(20).major());
            for (Realtime realtime : List.of(old, fresh)) {
                Channel channel = realtime.channel("c");
                assertThat(history(channel)).isEqualTo(ids.subList(20, 30));
                assertThat(after(channel, ids.get(19)).gap())
                        .as("nothing is missing after the last that is gone")
                        .isEmpty();
                assertThat(after(channel, ids.get(25)).gap()).isEmpty();
                HistoryPage missed = after(channel, ids.get(4));
                assertThat(missed.messages()).hasSize(10);
                Gap gap = missed.gap().orElseThrow();
                assertThat(gap.next()).isEqualTo(ids.get(20));
                // Who has read them knows that they are gone; who has not cannot know whose records were there.
                assertThat(gap.reason()).isEqualTo(realtime == old ? Gap.Reason.TRIMMED : Gap.Reason.UNKNOWN);
            }
            topic.trim(partition, ids.get(29).major() + 1);
            assertThat(history(fresh.channel("c"))).isEmpty();
            MessageId head = fresh.channel("c").history().cursor();
            MessageId next = old.channel("c").emit("e", "next");
            assertThat(after(fresh.channel("c"), head).messages()).hasSize(1);
            assertThat(after(fresh.channel("c"), head).gap()).isEmpty();
            try (Realtime later = topic.direct()) {
                // A process that has seen nothing of it has a place to resume from, too.
                MessageId unknown = later.channel("nothing yet").history().cursor();
                assertThat(after(later.channel("nothing yet"), unknown).gap()).isEmpty();
                assertThat(next.isAfter(ids.get(29))).isTrue();
            }
        }
    }

    private static HistoryPage after(Channel channel, MessageId cursor) {
        return channel.history(HistoryQuery.all().after(cursor));
    }

    @Test
    void aTopicMadeAnewIsAResetAlsoWhereItHasGrownPastTheOldOne() {
        try (Realtime realtime = linked()) {
            Channel channel = realtime.channel("c");
            follow(channel);
            List<MessageId> old = emit(channel, 10);
            await().atMost(PATIENCE).until(() -> delivered().equals(old));
            server.link().refuse();
            topic.recreate();
            List<MessageId> fresh;
            try (Realtime other = topic.direct()) {
                fresh = emit(other.channel("c"), 60);
            }
            server.link().restore();
            await().atMost(PATIENCE).until(() -> delivered().contains(fresh.get(59)));
            assertThat(gaps()).hasSize(1).allMatch(Gap::isReset);
            assertThat(delivered().subList(10, delivered().size())).isEqualTo(fresh);
            assertThat(told.indexOf(gaps().get(0))).isEqualTo(10);
            assertThat(after(channel, old.get(3)).gap()).get().matches(Gap::isReset);
            MessageId next = emitSurely(channel); // the producer may still look for the new topic
            await().atMost(PATIENCE).until(() -> delivered().contains(next));
        }
    }

    /** Nothing has told this process of the other log yet: neither where that is longer than the old one nor where it is not. */
    @ParameterizedTest
    @ValueSource(ints = {3, 60})
    void aReadThatMeetsATopicMadeAnewAnswersFromIt(int count) {
        try (Realtime old = linked()) {
            Channel channel = old.channel("c");
            List<MessageId> before = emit(channel, 10);
            assertThat(history(channel)).isEqualTo(before);
            server.link().refuse();
            topic.recreate();
            List<MessageId> fresh;
            try (Realtime other = topic.direct()) {
                fresh = emit(other.channel("c"), count);
            }
            CompletableFuture<List<MessageId>> read = CompletableFuture.supplyAsync(() -> history(channel));
            server.link().restore();
            assertThat(read).succeedsWithin(PATIENCE).isEqualTo(fresh);
            assertThat(after(channel, before.get(0)).gap()).get().matches(Gap::isReset);
        }
    }

    @Test
    void aTopicThatIsGoneForAWhileEndsNothing() {
        try (Realtime realtime = linked()) {
            Channel channel = realtime.channel("c");
            Subscription subscription = follow(channel);
            List<MessageId> before = emit(channel, 3);
            await().atMost(PATIENCE).until(() -> delivered().equals(before));
            topic.delete();
            await().atMost(PATIENCE).until(() -> subscription.status() == Subscription.Status.RECONNECTING);
            assertThatThrownBy(() -> channel.emit("e", "nowhere")).isInstanceOf(EmitException.class);
            topic.create(TestTopic.PARTITIONS, TestTopic.fitting());
            MessageId again = emitSurely(channel);
            await().atMost(PATIENCE).until(() -> delivered().contains(again));
            assertThat(gaps()).hasSize(1).allMatch(Gap::isReset);
        }
    }

    /** Somebody has lowered the limit since this process connected. */
    @Test
    void whatTheBrokerFindsTooLargeIsRefusedAndNotStored() {
        try (Realtime realtime = linked()) {
            Channel channel = realtime.channel("c");
            MessageId before = channel.emit("e", 1);
            topic.configure("max.message.bytes", "10000");
            assertThatThrownBy(() -> channel.emit("e", "x".repeat(20_000)))
                    .isInstanceOfSatisfying(EmitException.class, e -> {
                        assertThat(e.stored()).isEqualTo(EmitException.Stored.NO);
                        assertThat(e.retryable()).isFalse();
                        assertThat(e).hasMessageContaining("max.message.bytes");
                    });
            MessageId after = channel.emit("e", 2);
            assertThat(history(channel)).containsExactly(before, after);
        }
    }

    /** Somebody else's transactions: what is aborted never shows, what is committed does, in its place. */
    @Test
    void transactionsLeaveHolesAndNothingElse() {
        Map<String, Object> transactional = Map.of("transactional.id", topic.name());
        try (Realtime realtime = linked();
                KafkaProducer<byte[], byte[]> foreign = topic.producer(transactional)) {
            Channel channel = realtime.channel("c");
            follow(channel);
            List<MessageId> ids = new ArrayList<>(emit(channel, 3));
            foreign.initTransactions();
            send(foreign, "aborted");
            foreign.abortTransaction();
            ids.addAll(emit(channel, 3));
            send(foreign, "committed");
            foreign.commitTransaction();
            ids.addAll(emit(channel, 3));
            await().atMost(PATIENCE).until(() -> delivered().contains(ids.get(8)));
            List<Message<?>> all = channel.history().messages();
            assertThat(all.stream().map(Message::json))
                    .doesNotContain("\"aborted\"")
                    .contains("\"committed\"");
            assertThat(all).hasSize(10);
            assertThat(history(channel)).isEqualTo(delivered()).containsAll(ids);
            assertThat(after(channel, ids.get(2)).messages()).hasSize(7);
            assertThat(after(channel, ids.get(2)).gap()).isEmpty();
            assertThat(gaps()).isEmpty();
        }
    }

    /** The other partitions have something new all the time: what is aborted comes with it, and gives no record. */
    @Test
    void whatIsAbortedAtTheEndHoldsUpNoReadWhileOthersAreBusy() throws Exception {
        String busy = "busy";
        while (topic.partition(busy).equals(topic.partition("c"))) {
            busy += "y";
        }
        String other = busy;
        AtomicBoolean ended = new AtomicBoolean();
        try (Realtime realtime = linked();
                Realtime writer = topic.direct();
                KafkaProducer<byte[], byte[]> foreign = topic.producer(Map.of("transactional.id", topic.name()))) {
            Channel channel = realtime.channel("c");
            List<MessageId> ids = emit(channel, 3);
            foreign.initTransactions();
            CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    writer.channel(other).emit("e", 1);
                }
            });
            try {
                for (int i = 0; i < 20; i++) {
                    send(foreign, "aborted");
                    foreign.abortTransaction();
                    assertThat(history(channel)).isEqualTo(ids);
                }
            } finally {
                ended.set(true);
                traffic.join();
            }
        }
    }

    /** A broker that cannot write ends itself; what it has acknowledged is there when it has room again. */
    @Test
    void aFullDiskLosesNothing() {
        assumeTrue(KafkaServer.canFillDisk(), "This system has no means to fill a disk for one process");
        try (KafkaServer own = KafkaServer.launch();
                Realtime realtime = connect("kafka://127.0.0.1:" + own.port() + "/full?partitions=1")) {
            Channel channel = realtime.channel("c");
            follow(channel);
            List<MessageId> acknowledged = new ArrayList<>(emit(channel, 3));
            own.fillDisk(3_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            acknowledged.add(channel.emit("e", "x".repeat(200)));
                        }
                    })
                    .isInstanceOf(EmitException.class);
            assertThat(acknowledged).hasSizeGreaterThan(3);
            own.kill();
            own.start();
            acknowledged.add(emitSurely(channel));
            await().atMost(PATIENCE).until(() -> delivered().containsAll(acknowledged));
            assertThat(history(channel)).isEqualTo(delivered());
            assertThat(gaps()).isEmpty();
        }
    }

    private void send(KafkaProducer<byte[], byte[]> foreign, String text) {
        byte[] key = "c".getBytes(StandardCharsets.UTF_8);
        foreign.beginTransaction();
        TestTopic.send(
                foreign,
                topic.record(
                        topic.partition("c").partition(),
                        key,
                        ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8),
                        "e"));
        foreign.flush();
    }
}
