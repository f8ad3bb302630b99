package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it, when connecting, that the topics are there and can keep the contract (Rule R4). */
final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final long SHORTEST_SEGMENT_MILLIS = 60_000;

    /** A key holds on while its first message is not shown any more (Rule E6): that has to be there, and a minute more. */
    private static final long KEYS_MARGIN_MILLIS = 60_000;

    private final Admin admin;
    private final KafkaSettings settings;
    private final RealtimeConfig config;
    private final long deadline;

    Topics(Admin admin, KafkaSettings settings, RealtimeConfig config) {
        this.admin = admin;
        this.settings = settings;
        this.config = config;
        this.deadline = System.nanoTime() + config.timeouts().connect().toNanos();
    }

    /** How large a record may become whose data has so many bytes: name, event, key and Kafka's own fields are added. */
    static int recordBytes(int dataBytes) {
        return dataBytes + dataBytes / 10 + 4_096;
    }

    /**
     * Makes the topics that are missing, if that is allowed, and verifies all.
     *
     * @return their ids
     * @throws RealtimeException if the cluster does not answer in time, refuses, or a topic does not fit
     */
    Map<String, Uuid> prepare() {
        Map<String, Uuid> ids = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (String name : settings.topicNames()) {
            TopicDescription topic = describe(name).orElseGet(() -> create(name));
            ids.put(name, topic.topicId());
            verify(topic, faults);
        }
        if (!faults.isEmpty()) {
            throw new RealtimeException(
                    "Kafka at " + settings.bootstrap() + " has topics that cannot keep what Realtime promises: "
                            + String.join("; ", faults),
                    null,
                    false);
        }
        return ids;
    }

    private Optional<TopicDescription> describe(String name) {
        try {
            return Optional.ofNullable(
                    await(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw refused(e);
        }
    }

    private TopicDescription create(String name) {
        if (!settings.createTopics()) {
            throw new RealtimeException(
                    "Kafka at " + settings.bootstrap() + " has no topic \"" + name + "\". Create it with "
                            + settings.partitions() + " partitions and message.timestamp.type=LogAppendTime, or set"
                            + " kafka.create-topics=true",
                    null,
                    false);
        }
        try {
            NewTopic topic = new NewTopic(name, Optional.of(settings.partitions()), replication());
            await(admin.createTopics(List.of(topic.configs(wanted(name)))).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused(e);
            }
        }
        while (true) {
            // Brokers learn of it one after the other.
            Optional<TopicDescription> topic = describe(name);
            if (topic.isPresent()) {
                return topic.get();
            }
        }
    }

    private Optional<Short> replication() {
        return settings.replication().isPresent()
                ? Optional.of((short) settings.replication().getAsInt())
                : Optional.empty();
    }

    private Map<String, String> wanted(String name) {
        Map<String, String> wanted = new HashMap<>();
        wanted.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        wanted.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        wanted.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(keptMillis(name)));
        wanted.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(segmentMillis(name)));
        wanted.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        wanted.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(recordBytes(config.maxDataBytes())));
        wanted.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        settings.minInSync()
                .ifPresent(count -> wanted.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(count)));
        return wanted;
    }

    /**
     * Twice the longest {@code maxAge} of the channels that may lie in a topic, and what idempotency keys need: a message that is
     * hidden for its key is hidden by one before it, which has to be there until the hidden one is too old to be shown.
     */
    private long keptMillis(String topic) {
        long longest = longestAge(topic).toMillis();
        return Math.max(RecentKeys.WINDOW_MILLIS + Math.max(KEYS_MARGIN_MILLIS, longest), 2 * longest);
    }

    private Duration longestAge(String topic) {
        Duration longest =
                settings.topicOf("").equals(topic) ? config.retention("").maxAge() : Duration.ZERO;
        for (Map.Entry<String, Retention> entry : config.retentions().entrySet()) {
            boolean meets = settings.topics().entrySet().stream()
                    .anyMatch(rule -> rule.getValue().equals(topic)
                            && (rule.getKey().startsWith(entry.getKey())
                                    || entry.getKey().startsWith(rule.getKey())));
            if (meets && entry.getValue().maxAge().compareTo(longest) > 0) {
                longest = entry.getValue().maxAge();
            }
        }
        return longest.isZero() ? Retention.DEFAULT.maxAge() : longest;
    }

    /** Kafka deletes whole segments, which it ends after a week by itself: so long the disk and the index would grow. */
    private long segmentMillis(String topic) {
        return Math.max(SHORTEST_SEGMENT_MILLIS, keptMillis(topic) / 4);
    }

    private void verify(TopicDescription topic, List<String> faults) {
        String name = topic.name();
        int found = topic.partitions().size();
        if (found < settings.partitions()) {
            faults.add(name + " has " + found + " partitions, but kafka.partitions=" + settings.partitions()
                    + ": set what the topic was first used with, or use a new topic (more partitions move channels)");
        } else if (found > settings.partitions()) {
            LOG.warn(
                    "Topic {} has {} partitions, of which the first {} are used (kafka.partitions)",
                    name,
                    found,
                    settings.partitions());
        }
        Config actual = configOf(name);
        if (!value(actual, TopicConfig.CLEANUP_POLICY_CONFIG).equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            faults.add(name + " has cleanup.policy=" + value(actual, TopicConfig.CLEANUP_POLICY_CONFIG)
                    + ", must be delete: compaction removes messages one by one");
        }
        if (!value(actual, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG).equals("LogAppendTime")) {
            faults.add(name + " has message.timestamp.type=" + value(actual, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                    + ", must be LogAppendTime");
        }
        long kept = Long.parseLong(value(actual, TopicConfig.RETENTION_MS_CONFIG));
        long least = keptMillis(name);
        if (kept >= 0 && kept < least) {
            faults.add(name + " has retention.ms=" + kept + ", must be at least " + least
                    + (least > 2 * longestAge(name).toMillis()
                            ? ", 2 minutes more than the longest max-age and at least 3, for idempotency keys to hold"
                            : ", twice the longest max-age of its channels"));
        }
        if (!value(actual, TopicConfig.RETENTION_BYTES_CONFIG).equals("-1")) {
            faults.add(name + " has retention.bytes=" + value(actual, TopicConfig.RETENTION_BYTES_CONFIG)
                    + ", must be -1: a bound in bytes can take what retention promises to keep");
        }
        int most = Integer.parseInt(value(actual, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        if (most < recordBytes(config.maxDataBytes())) {
            faults.add(name + " has max.message.bytes=" + most + ", must be at least "
                    + recordBytes(config.maxDataBytes()) + " for max-data-bytes=" + config.maxDataBytes());
        }
    }

    private Config configOf(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        while (true) {
            try {
                Config found =
                        await(admin.describeConfigs(List.of(resource)).all()).get(resource);
                if (found != null) {
                    return found;
                }
                throw new RealtimeException("Kafka tells no configuration of the topic " + name, null, true);
            } catch (ExecutionException e) {
                // Of a cluster another broker may have been asked, which has not learnt of a new topic yet.
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - deadline > 0) {
                    throw refused(e);
                }
            }
        }
    }

    private static String value(Config config, String key) {
        var entry = config.get(key);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    /** Waits for the cluster until the connect timeout has passed. */
    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealtimeException("Connecting to Kafka at " + settings.bootstrap() + " was interrupted", e, true);
        }
    }

    private RealtimeException refused(ExecutionException e) {
        Throwable cause = Failures.root(e);
        return cause instanceof org.apache.kafka.common.errors.TimeoutException
                ? unreachable(cause)
                : Failures.of("Connecting to Kafka at " + settings.bootstrap(), cause);
    }

    private RealtimeException unreachable(Throwable cause) {
        return new RealtimeException(
                "Kafka at " + settings.bootstrap() + " did not answer within "
                        + config.timeouts().connect().toMillis()
                        + " ms. Is a broker running there, and can this host reach the addresses in its advertised.listeners?",
                cause,
                true);
    }
}
