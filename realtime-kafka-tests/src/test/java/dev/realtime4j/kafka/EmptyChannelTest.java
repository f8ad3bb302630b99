package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.tck.broker.FaultyLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cursor of a channel that had no message yet, in a partition whose start has moved on. */
@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmptyChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROUNDS = 5;

    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = topic.partition("empty");
    private final String busy = neighbour("busy");
    private MessageId cursor = MessageId.BEGINNING;

    /** A channel in the same partition. */
    private String neighbour(String start) {
        String name = start;
        while (!topic.partition(name).equals(partition)) {
            name += "y";
        }
        return name;
    }

    @BeforeEach
    void takeCursor() {
        try (Realtime realtime = topic.direct()) {
            emit(realtime.channel(busy), 20);
            topic.trim(partition, 10);
        }
        try (Realtime realtime = topic.direct()) {
            HistoryPage page = realtime.channel("empty").history();
            assertThat(page.messages()).isEmpty();
            cursor = page.cursor();
            assertThat(cursor).isGreaterThan(MessageId.BEGINNING);
        }
    }

    @AfterEach
    void close() {
        topic.close();
    }

    private static List<MessageId> emit(Channel channel, int count) {
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(channel.emit("e", i));
        }
        return ids;
    }

    /** What a process that knows nothing of the channel answers. */
    private void assertResumed(List<MessageId> ids, Gap.Reason... gap) {
        try (Realtime realtime = topic.direct()) {
            HistoryPage page =
                    realtime.channel("empty").history(HistoryQuery.all().after(cursor));
            assertThat(page.messages().stream().map(Message::id)).containsExactlyElementsOf(ids);
            assertThat(page.gap().stream().map(Gap::reason)).containsExactly(gap);
        }
    }

    @Test
    void itIsJudgedByWhatCameAfterItAndNotByTheStartOfTheLog() {
        assertResumed(List.of());
        topic.trim(partition, 15);
        assertResumed(List.of());
        List<MessageId> ids;
        try (Realtime realtime = topic.direct()) {
            ids = emit(realtime.channel("empty"), 3);
            emit(realtime.channel(busy), 20);
        }
        assertResumed(ids);
        topic.trim(partition, 20);
        assertResumed(ids);
        topic.trim(partition, ids.get(1).major());
        assertResumed(ids.subList(1, 3), Gap.Reason.UNKNOWN);
    }

    @Test
    void aTopicMadeAnewIsToldAlsoWhereItHasGrownPast() {
        topic.recreate();
        List<MessageId> ids;
        try (Realtime realtime = topic.direct()) {
            ids = emit(realtime.channel("empty"), 3);
            emit(realtime.channel(busy), 60);
        }
        assertResumed(ids, Gap.Reason.RESET);
    }

    private static final class Heals implements RealtimeMetrics {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger messages = new AtomicInteger();

        @Override
        public void healed(int count) {
            calls.incrementAndGet();
            messages.addAndGet(count);
        }
    }

    /**
     * The place has moved on with the partition since the channel is followed. A connection may break off once more after the
     * cut, and then a read finds messages that the live path would have told; not time after time.
     */
    @Test
    void itsFirstMessageAfterACutIsTakenFromTheLivePath() {
        FaultyLink link = SharedKafka.server().link();
        Heals heals = new Heals();
        RealtimeConfig config = RealtimeConfig.builder(topic.url("127.0.0.1:" + link.port()))
                .metrics(heals)
                .build();
        try (Realtime realtime = Realtime.connect(config);
                Realtime other = topic.direct()) {
            assertThat(IntStream.range(0, ROUNDS).anyMatch(i -> {
                        int before = heals.messages.get();
                        tellAfterACut(realtime, other, link, heals, neighbour("empty" + i));
                        return heals.messages.get() == before;
                    }))
                    .as("told by the live path alone")
                    .isTrue();
        }
    }

    private void tellAfterACut(Realtime realtime, Realtime other, FaultyLink link, Heals heals, String empty) {
        List<MessageId> told = new CopyOnWriteArrayList<>();
        realtime.channel(empty).subscribe(options -> options.onMessage(message -> told.add(message.id())));
        emit(other.channel(busy), 5);
        int before = heals.calls.get();
        link.cut();
        await().atMost(PATIENCE).until(() -> heals.calls.get() > before);
        List<MessageId> ids = emit(other.channel(empty), 3);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told).isEqualTo(ids));
    }
}
