package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Notices that a topic was deleted and made anew. A consumer fetches by a topic's id and learns of another id only by new
 * metadata, of which it tells this deserializer; a consumer that lost every broker forgets the ids and may fetch by name
 * once, over a new connection. So whoever compares the ids after new metadata and after a new connection, before it uses
 * the records that came with them, takes nothing of another log for a continuation of the old one.
 */
final class TopicIds implements Deserializer<byte[]>, ClusterResourceListener {
    private final Admin admin;
    private final long timeoutNanos;
    private final Map<String, Uuid> ids;
    private final AtomicLong updates = new AtomicLong();
    private long compared;

    TopicIds(Admin admin, long timeoutNanos, Map<String, Uuid> ids) {
        this.admin = admin;
        this.timeoutNanos = timeoutNanos;
        this.ids = new HashMap<>(ids);
    }

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        return data;
    }

    @Override
    public void onUpdate(ClusterResource cluster) {
        updates.incrementAndGet();
    }

    /** The id of a topic, as it was when the ids were compared last. */
    Uuid id(String topic) {
        return ids.getOrDefault(topic, Uuid.ZERO_UUID);
    }

    /** Has the ids compared: the records that come may be those of another topic. */
    void doubt() {
        updates.incrementAndGet();
    }

    /** Whether there was a reason for it since the ids were compared. */
    boolean isDoubtful() {
        return updates.get() != compared;
    }

    /**
     * Compares the ids of the topics with those known, and remembers the new ones.
     *
     * @return the topics that are other ones now
     * @throws RealtimeException if a topic is missing or the brokers do not answer
     */
    Set<String> replaced() {
        long now = updates.get();
        Set<String> replaced = new HashSet<>();
        try {
            admin.describeTopics(ids.keySet())
                    .allTopicNames()
                    .get(timeoutNanos, TimeUnit.NANOSECONDS)
                    .forEach((name, topic) -> {
                        if (!topic.topicId().equals(ids.put(name, topic.topicId()))) {
                            replaced.add(name);
                        }
                    });
        } catch (ExecutionException e) {
            throw Failures.of("Looking for Kafka's topics", e);
        } catch (TimeoutException e) {
            throw new RealtimeException("Kafka does not describe its topics in time", e, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealtimeException("Interrupted", e, true);
        }
        compared = now;
        return replaced;
    }
}
