package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.StoredEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a message is as a record: the key is its channel, the value its data as JSON, a header its event, and another one
 * its idempotency key, if it has one. The id is (offset, time of the append).
 */
final class Records {
    private static final String EVENT = "event";
    private static final String KEY = "key";
    private static final int MOST_BYTES = 256;

    /** Stands for what is malformed, and may stand there by itself. */
    private static final char REPLACEMENT = '\uFFFD';

    private Records() {}

    static ProducerRecord<byte[], byte[]> of(TopicPartition partition, String channel, Entry entry) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                partition.topic(), partition.partition(), channel.getBytes(StandardCharsets.UTF_8), entry.json());
        record.headers().add(EVENT, entry.event().getBytes(StandardCharsets.UTF_8));
        if (entry.key() != null) {
            record.headers().add(KEY, entry.key().getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    static MessageId id(ConsumerRecord<byte[], byte[]> record) {
        return new MessageId(record.offset(), record.timestamp());
    }

    /** The channel of a record, or null if it cannot be one of ours. */
    static @Nullable String channel(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        String channel = key == null || key.length == 0 || key.length > MOST_BYTES ? null : text(key);
        return channel == null || hasControl(channel) ? null : channel;
    }

    /** A line break would let others write lines of their own into the log. */
    private static boolean hasControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The idempotency key of a record, or null. */
    static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        // Its event is one: to look at the names of headers costs more than all else that is done with most records.
        if (record.headers().toArray().length < 2) {
            return null;
        }
        Header header = record.headers().lastHeader(KEY);
        return header == null || header.value() == null ? null : text(header.value());
    }

    /** The message that a record holds, or null if it was not written by this library (Rule F4). */
    static @Nullable StoredEntry decode(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(EVENT);
        if (header == null || header.value() == null || record.value() == null || record.timestamp() < 1) {
            return null;
        }
        String event = text(header.value());
        if (event == null || !isEvent(event, header.value().length)) {
            return null;
        }
        try {
            return new StoredEntry(
                    id(record), event, RawJson.wrap(record.value()).bytes(), record.timestamp());
        } catch (IllegalArgumentException noJson) {
            return null;
        }
    }

    private static @Nullable String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    /** As Rule N2 says: non-empty segments between dots, without control characters, white space and stars. */
    private static boolean isEvent(String event, int bytes) {
        boolean segment = false;
        for (int i = 0; i < event.length(); i++) {
            char c = event.charAt(i);
            if (c == '*' || Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return false;
            }
            if (c == '.' && !segment) {
                return false;
            }
            segment = c != '.';
        }
        return segment && bytes <= MOST_BYTES;
    }
}
