package dev.realtime4j.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;

/** Where a channel lies, and the fingerprints by which the index knows it. */
final class Prints {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;

    private Prints() {}

    /**
     * The partition of a channel. Computed here, so that no client's default and no added partition ever moves a channel; by
     * the same rule as Kafka's own producers, so that others can write to it with the channel as key.
     */
    static TopicPartition partition(KafkaSettings settings, String channel) {
        int hash = murmur2(channel.getBytes(StandardCharsets.UTF_8));
        return new TopicPartition(settings.topicOf(channel), (hash & Integer.MAX_VALUE) % settings.partitions());
    }

    /** MurmurHash2 with the seed that Kafka uses. Part of what is stored: it may never change. */
    static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int whole = data.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int k = (int) WORD.get(data, i) * MULTIPLIER;
            k = (k ^ (k >>> 24)) * MULTIPLIER;
            hash = (hash * MULTIPLIER) ^ k;
        }
        if (whole < data.length) {
            hash = (hash ^ rest(data, whole)) * MULTIPLIER;
        }
        hash = (hash ^ (hash >>> 13)) * MULTIPLIER;
        return hash ^ (hash >>> 15);
    }

    /** The last bytes, fewer than four, as a number, the lowest first. */
    private static int rest(byte[] data, int from) {
        int word = 0;
        for (int i = data.length - 1; i >= from; i--) {
            word = (word << 8) | (data[i] & 0xff);
        }
        return word;
    }

    /**
     * The fingerprint of a channel, never {@link Block#NONE}; of another kind than the hash that all channels of a partition have
     * in common.
     */
    static int of(byte[] channel) {
        CRC32C crc = new CRC32C();
        crc.update(channel, 0, channel.length);
        return (int) Math.max(1, crc.getValue());
    }

    static int of(String channel) {
        return of(channel.getBytes(StandardCharsets.UTF_8));
    }

    /** The fingerprint of a channel's record with an idempotency key: neither name can hold a line break. */
    static int of(String channel, String key) {
        return of(channel + "\n" + key);
    }
}
