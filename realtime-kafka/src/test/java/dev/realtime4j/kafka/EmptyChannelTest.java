package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.util.ArrayList;
import java.util.List;
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
    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = topic.partition("empty");
    private final String busy = neighbour();
    private MessageId cursor = MessageId.BEGINNING;

    /** A channel in the same partition. */
    private String neighbour() {
        String name = "busy";
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
}
