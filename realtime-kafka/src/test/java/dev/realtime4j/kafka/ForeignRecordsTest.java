package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What others may have written to a topic. */
class ForeignRecordsTest {

    private static ConsumerRecord<byte[], byte[]> record(String key, String event) {
        byte[] value = "1".getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("topic", 0, 5, key.getBytes(StandardCharsets.UTF_8), value);
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
    void anEventThatIsNoneIsNoMessage() {
        for (String event : new String[] {"", ".", "a..b", "a b", "a\nb", "*", "\u001b[2J"}) {
            assertThat(Records.decode(record("room", event))).as(event).isNull();
        }
    }
}
