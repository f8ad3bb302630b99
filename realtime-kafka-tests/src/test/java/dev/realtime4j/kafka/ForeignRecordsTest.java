package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What others may have written to a topic. */
class ForeignRecordsTest {
    private static final TopicPartition HERE = new TopicPartition("topic", 0);

    private final ListingSink sink = new ListingSink();

    /** What a process knows of a partition that is given a record with a key of a channel that lies somewhere. */
    private PartitionLog logWithKeyed(TopicPartition place, boolean followed) {
        Followers followers = new Followers(channel -> place);
        if (followed) {
            Listener listener = new Listener("room", place, sink, followers);
            listener.start(MessageId.BEGINNING);
            followers.add(listener);
        }
        RealtimeConfig config = RealtimeConfig.builder("kafka://unused").build();
        PartitionLog log = new PartitionLog(HERE, Uuid.ONE_UUID, config, followers, new ForeignData(), () -> {}, 0, 0);
        ConsumerRecord<byte[], byte[]> record = record("room", "e");
        record.headers().add("key", "k".getBytes(StandardCharsets.UTF_8));
        log.take(record);
        return log;
    }

    private static @Nullable MessageId firstWithKey(PartitionLog log) {
        MessageId later = new MessageId(0, 1);
        MessageId first = log.first("room", "k", later).join();
        return first.equals(later) ? null : first;
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String event) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] value = "1".getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "topic",
                0,
                5,
                1_000,
                TimestampType.LOG_APPEND_TIME,
                bytes.length,
                value.length,
                bytes,
                value,
                new RecordHeaders(),
                Optional.empty());
        record.headers().add("event", event.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** Channels are shown in the log, where a line break would begin a line that others have made up. */
    @Test
    void aKeyWithControlCharactersIsNoChannel() {
        assertThat(Records.channel(record("room", "e"))).isEqualTo("room");
        for (String key : new String[] {"a\nERROR made up", "a\r", "\u0000", "\u001b[2J", "\u0085"}) {
            assertThat(Records.channel(record(key, "e"))).as(key).isNull();
        }
    }

    @Test
    void aRecordOfAChannelThatLiesElsewhereIsNotToldAndItsKeyNotTaken() {
        assertThat(firstWithKey(logWithKeyed(HERE, true))).isEqualTo(new MessageId(5, 1_000));
        assertThat(sink.told).containsExactly(new MessageId(5, 1_000));
        sink.told.clear();
        for (TopicPartition place : List.of(new TopicPartition("topic", 1), new TopicPartition("another", 0))) {
            assertThat(firstWithKey(logWithKeyed(place, true)))
                    .as("followed in %s", place)
                    .isNull();
            assertThat(firstWithKey(logWithKeyed(place, false)))
                    .as("not followed")
                    .isNull();
        }
        assertThat(sink.told).isEmpty();
    }

    @Test
    void anEventThatIsNoneIsNoMessage() {
        assertThat(Records.decode(record("room", "e"))).isNotNull();
        for (String event : new String[] {"", ".", "a..b", "a b", "a\nb", "*", "\u001b[2J"}) {
            assertThat(Records.decode(record("room", event))).as(event).isNull();
        }
    }
}
