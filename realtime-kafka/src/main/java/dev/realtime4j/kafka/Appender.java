package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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
    private final Map<String, Object> properties;
    private final Executor later;
    private volatile KafkaProducer<byte[], byte[]> producer;
    /** Whether this producer has got an answer: then it has an id, and what it cannot send expires by itself. */
    private volatile boolean answered;

    private boolean closed;

    /**
     * Makes a producer.
     *
     * @param timeout after which an emit has failed; what is stored of it is stored before that has passed twice
     */
    Appender(Map<String, Object> properties, Duration timeout) {
        this.properties = properties;
        this.later = CompletableFuture.delayedExecutor(timeout.toNanos() / 2 * 3, TimeUnit.NANOSECONDS);
        this.producer = new KafkaProducer<>(properties);
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
        KafkaProducer<byte[], byte[]> used = producer;
        try {
            used.send(Records.of(partition, channel, entry), attempt);
        } catch (KafkaException e) {
            attempt.result.completeExceptionally(Failures.refused(channel, e));
        } catch (IllegalStateException e) {
            attempt.result.completeExceptionally(used == producer ? Readers.closed() : Failures.refused(channel, e));
        }
        attempt.caller = null;
        if (!answered && !attempt.result.isDone()) {
            later.execute(() -> giveUp(used, attempt));
        }
        return attempt.result;
    }

    /**
     * A producer that is given no id, as by brokers without controllers, lets nothing expire: what failed would be stored when it
     * gets one, however late (Rule E5). It has sent nothing, so another one takes its place.
     */
    private synchronized void giveUp(KafkaProducer<byte[], byte[]> used, Attempt late) {
        if (used == producer && !answered && !closed && !late.result.isDone()) {
            KafkaProducer<byte[], byte[]> next = new KafkaProducer<>(properties);
            producer = next;
            used.close(Duration.ZERO);
        }
    }

    /** One call of the producer. */
    private final class Attempt implements Callback {
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
                answered = true;
                result.complete(new MessageId(stored.offset(), stored.timestamp()));
            }
        }
    }

    /** Fails what is under way. */
    synchronized void close() {
        closed = true;
        producer.close(Duration.ZERO);
    }
}
