package dev.realtime4j.kafka;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Where a channel lies, and the fingerprints by which the index knows it. */
final class Prints {
    private Prints() {}

    /** The partition of a channel: computed here, so that no client's default and no added partition ever moves it. */
    static TopicPartition partition(KafkaSettings settings, String channel) {
        int hash = Utils.murmur2(channel.getBytes(StandardCharsets.UTF_8));
        return new TopicPartition(settings.topicOf(channel), Utils.toPositive(hash) % settings.partitions());
    }

    static int of(byte[] channel) {
        CRC32C crc = new CRC32C();
        crc.update(channel, 0, channel.length);
        return (int) crc.getValue();
    }

    static int of(String channel) {
        return of(channel.getBytes(StandardCharsets.UTF_8));
    }

    /** The fingerprint of a channel's record with an idempotency key: neither name can hold a line break. */
    static int of(String channel, String key) {
        return of(channel + "\n" + key);
    }
}
