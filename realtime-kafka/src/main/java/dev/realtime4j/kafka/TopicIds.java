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
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted and made anew. A consumer fetches by a topic's id and learns of another id only by new
 * metadata, of which it tells this deserializer; a consumer that lost every broker forgets the ids and may fetch by name
 * once, over a new connection. So whoever compares the ids after new metadata and after a new connection, before it uses
 * the records that came with them, takes nothing of another log for a continuation of the old one.
 */
final class TopicIds implements Deserializer<byte[]>, ClusterResourceListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final long LOOK_FOR_MISSING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Admin admin;
    private final long timeoutNanos;
    private final Map<String, Uuid> ids;
    private final Set<String> missing = new HashSet<>();
    private final AtomicLong updates = new AtomicLong();
    private long compared;
    private long comparedAt;

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

    /** Whether there was a reason for it since the ids were compared; while a topic is missing, time is one. */
    boolean isDoubtful() {
        return updates.get() != compared
                || (!missing.isEmpty() && System.nanoTime() - comparedAt > LOOK_FOR_MISSING_NANOS);
    }

    /** Whether a topic was not there, or not for this process to read, when the ids were compared last. */
    boolean isMissing(String topic) {
        return missing.contains(topic);
    }

    /**
     * Compares the ids of the topics with those known, and remembers the new ones.
     *
     * @return the topics that may be other ones now: with another id, or there again after they were missing
     * @throws RealtimeException if the brokers do not answer
     */
    Set<String> replaced() {
        long now = updates.get();
        long deadline = System.nanoTime() + timeoutNanos;
        Map<String, Uuid> found = new HashMap<>();
        Set<String> gone = new HashSet<>();
        var answers = admin.describeTopics(ids.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true));
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
                answers.topicNameValues().entrySet()) {
            String topic = answer.getKey();
            try {
                long left = Math.max(1, deadline - System.nanoTime());
                TopicDescription described = answer.getValue().get(left, TimeUnit.NANOSECONDS);
                if (mayBeRead(described)) {
                    found.put(topic, described.topicId());
                } else {
                    warn(topic, "it may not be read any more (docs/kafka.md lists the permissions that are needed)");
                    gone.add(topic);
                }
            } catch (ExecutionException e) {
                refuseUnlessMissing(topic, e);
                gone.add(topic);
            } catch (TimeoutException e) {
                throw new RealtimeException("Kafka does not describe its topics in time", e, true);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RealtimeException("Interrupted", e, true);
            }
        }
        Set<String> replaced = new HashSet<>();
        found.forEach((topic, id) -> {
            if (!id.equals(ids.put(topic, id)) || missing.contains(topic)) {
                replaced.add(topic);
            }
        });
        missing.clear();
        missing.addAll(gone);
        compared = now;
        comparedAt = System.nanoTime();
        return replaced;
    }

    /** One that is deleted, or may not be read any more, keeps no other waiting. */
    private void refuseUnlessMissing(String topic, ExecutionException failure) {
        RealtimeException cause = Failures.of("Looking for Kafka's topic " + topic, failure);
        Throwable root = Failures.root(failure);
        if (!(root instanceof UnknownTopicOrPartitionException || root instanceof TopicAuthorizationException)) {
            throw cause;
        }
        warn(topic, cause.getMessage());
    }

    private void warn(String topic, @Nullable String cause) {
        if (!missing.contains(topic)) {
            LOG.warn("Kafka's topic {} is missing: {}", topic, cause);
        }
    }

    /** Whether this process may read it. A broker without permissions allows all, an old one may not tell. */
    private static boolean mayBeRead(TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        return allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.READ);
    }
}
