package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Reads stretches of partitions by a consumer of its own, made when it is first needed. Used by one thread at a time. */
final class LogReader {
    private static final Duration POLL = Duration.ofMillis(100);

    /** The log does not reach so far back any more. */
    static final class TrimmedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TrimmedException(OffsetOutOfRangeException cause) {
            super(cause);
        }
    }

    private final Map<String, Object> properties;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> made;
    private @Nullable TopicPartition assigned;

    LogReader(Map<String, Object> properties) {
        this.properties = properties;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> consumer = made;
        if (consumer == null) {
            consumer = new KafkaConsumer<>(properties);
            made = consumer;
        }
        return consumer;
    }

    /**
     * Reads the records of a stretch, all of which are known to be there unless they have been trimmed.
     *
     * @param from the first offset
     * @param to the offset after the last
     * @param deadline until when, by {@link System#nanoTime()}
     * @param taker takes the records in order; false ends the scan
     * @throws TrimmedException if the log starts later
     * @throws RealtimeException if the brokers do not answer in time
     */
    void scan(
            TopicPartition partition,
            long from,
            long to,
            long deadline,
            Predicate<ConsumerRecord<byte[], byte[]>> taker) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        if (!partition.equals(assigned)) {
            consumer.assign(List.of(partition));
            assigned = partition;
        }
        consumer.seek(partition, from);
        try {
            while (consumer.position(partition, left(partition, deadline)) < to) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(min(POLL, left(partition, deadline))).records(partition)) {
                    if (record.offset() >= to || !taker.test(record)) {
                        return;
                    }
                }
            }
        } catch (OffsetOutOfRangeException e) {
            throw new TrimmedException(e);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration left(TopicPartition partition, long deadline) {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new RealtimeException(
                    "Reading topic " + partition.topic() + " was not answered in time. Is the leader of partition "
                            + partition.partition() + " reachable and not overloaded?",
                    null,
                    true);
        }
        return Duration.ofNanos(nanos);
    }

    /** The first offset that is kept. */
    long start(TopicPartition partition, long deadline) {
        return consumer()
                .beginningOffsets(List.of(partition), left(partition, deadline))
                .getOrDefault(partition, 0L);
    }

    /** Makes a scan that runs in another thread end with a {@link WakeupException}. */
    void wakeup() {
        KafkaConsumer<byte[], byte[]> consumer = made;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    void close() {
        KafkaConsumer<byte[], byte[]> consumer = made;
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
