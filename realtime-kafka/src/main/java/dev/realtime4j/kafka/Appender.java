package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Appends by one idempotent producer, which keeps the order of the calls and never stores twice by itself (Rules E3, E5). Safe
 * for any threads.
 */
final class Appender {
    private final KafkaProducer<byte[], byte[]> producer;

    Appender(Map<String, Object> properties) {
        producer = new KafkaProducer<>(properties);
    }

    /** Fetches what the first {@link #append} to a topic needs, and would have to wait for. */
    void prepare(String topic, long deadline) {
        while (true) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Appends an entry; the result is its id, or what the emit fails with. Never blocks. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    CompletableFuture<MessageId> append(TopicPartition partition, String channel, Entry entry) {
        Attempt attempt = new Attempt(channel);
        try {
            producer.send(Records.of(partition, channel, entry), attempt);
        } catch (KafkaException e) {
            attempt.result.completeExceptionally(Failures.refused(channel, e));
        } catch (IllegalStateException e) {
            attempt.result.completeExceptionally(Readers.closed());
        }
        attempt.caller = null;
        return attempt.result;
    }

    /** One call of the producer. */
    private static final class Attempt implements Callback {
        private final CompletableFuture<MessageId> result = new CompletableFuture<>();
        private final String channel;
        /** Who is in the call: what the callback is told by this thread was never sent. */
        private volatile @Nullable Thread caller = Thread.currentThread();

        Attempt(String channel) {
            this.channel = channel;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata stored, @Nullable Exception failure) {
            if (failure != null) {
                boolean unsent = caller == Thread.currentThread();
                result.completeExceptionally(
                        unsent ? Failures.refused(channel, failure) : Failures.unacknowledged(channel, failure));
            } else if (stored == null || !stored.hasOffset() || !stored.hasTimestamp()) {
                // A broker that knows a batch as a repetition may have forgotten where the first one lies.
                Exception unplaced = new KafkaException("stored, but the broker does not say where");
                result.completeExceptionally(Failures.unacknowledged(channel, unplaced));
            } else {
                result.complete(new MessageId(stored.offset(), stored.timestamp()));
            }
        }
    }

    /** Fails what is under way. */
    void close() {
        producer.close(Duration.ZERO);
    }
}
