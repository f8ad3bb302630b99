package dev.realtime4j.kafka;

import dev.realtime4j.EventType;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.fuzz.Input;
import dev.realtime4j.spi.StoredEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What others may have written to a topic: skipped, or a message as any other. */
public final class RecordsFuzz {
    private static final List<String> NAMES = List.of("event", "key", "other");

    private RecordsFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        RecordHeaders headers = new RecordHeaders();
        for (int count = input.choice(4); count > 0; count--) {
            String name = NAMES.get(input.choice(NAMES.size()));
            headers.add(name, input.choice(8) == 0 ? null : input.part());
        }
        byte[] key = input.choice(8) == 0 ? null : input.part();
        long time = input.choice(2) == 0 ? 1795344400518L : input.number();
        byte[] value = input.choice(8) == 0 ? null : input.rest();
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "topic",
                0,
                5,
                time,
                TimestampType.LOG_APPEND_TIME,
                key == null ? 0 : key.length,
                value == null ? 0 : value.length,
                key,
                value,
                headers,
                Optional.empty());
        String channel = Records.channel(record);
        if (channel != null) { // it is shown in the log
            Input.check(channel.chars().noneMatch(Character::isISOControl), channel);
        }
        var unused = Records.key(record);
        StoredEntry entry = Records.decode(record);
        if (entry != null) {
            Input.check(EventType.of(entry.event(), Object.class).name().equals(entry.event()), entry.event());
            Input.check(Arrays.equals(RawJson.of(entry.json()).bytes(), entry.json()), "data");
        }
    }
}
