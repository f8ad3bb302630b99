package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The properties of the Kafka clients: what the contract needs, and what the user has set under {@code client.}. */
final class ClientProperties {
    /** How the options start that are handed to the clients. */
    static final String PREFIX = "client.";

    /** What would break the contract if it were set by hand. */
    private static final Set<String> OURS = Set.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG);

    /** An idle broker may take so long to answer a fetch: {@link TailHealth} takes a longer silence for an outage. */
    private static final int LONGEST_FETCH_MILLIS = 2_000;

    private final KafkaSettings settings;
    private final int request;
    private final int setup;

    ClientProperties(RealtimeConfig config, KafkaSettings settings) {
        this.settings = settings;
        Duration timeout = config.timeouts().request();
        this.request = (int) timeout.toMillis();
        this.setup = (int) Math.max(100, config.timeouts().connect().toMillis() / 10);
    }

    static void check(Map<String, String> options, List<String> faults) {
        given(options).forEach((name, value) -> {
            if (OURS.contains(name)) {
                faults.add(PREFIX + name + ": cannot be set, the contract depends on it");
            } else if (!ProducerConfig.configNames().contains(name)
                    && !ConsumerConfig.configNames().contains(name)
                    && !AdminClientConfig.configNames().contains(name)) {
                faults.add(PREFIX + name + ": Kafka's clients know no such property");
            } else if (name.equals(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG) && isAbove(LONGEST_FETCH_MILLIS, value)) {
                faults.add(PREFIX + name + ": must be at most " + LONGEST_FETCH_MILLIS + ", got \"" + value
                        + "\": a broker that answers nothing for 3 s counts as gone");
            }
        });
    }

    private static boolean isAbove(int most, String value) {
        try {
            return Integer.parseInt(value.trim()) > most;
        } catch (NumberFormatException none) {
            return false; // Kafka itself refuses it
        }
    }

    /** The user's properties, without the prefix. */
    static Map<String, String> given(Map<String, String> options) {
        Map<String, String> given = new TreeMap<>();
        options.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                given.put(key.substring(PREFIX.length()), value);
            }
        });
        return given;
    }

    /** Every attempt and every buffer fits into the request timeout; a lost broker is noticed well within it. */
    private Map<String, Object> common(Set<String> known) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        all.put(ProducerConfig.CLIENT_ID_CONFIG, "realtime");
        all.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
        all.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 200);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 20);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // A client that has no connection waits for the one it is making: so another address is tried well before the
        // connect timeout has passed. A way that is slow is given more time with each attempt.
        all.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, setup);
        all.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, Math.max(setup, request / 2));
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(100, request / 2));
        all.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.client().forEach((name, value) -> {
            if (known.contains(name)) {
                all.put(name, value);
            }
        });
        return all;
    }

    Map<String, Object> admin() {
        Map<String, Object> all = common(AdminClientConfig.configNames());
        all.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, request);
        return all;
    }

    /** Not blocking: metadata is fetched beforehand and not given up for its age, and a full buffer is an error at once. */
    Map<String, Object> producer(int maxDataBytes) {
        Map<String, Object> all = common(ProducerConfig.configNames());
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(100, request * 9 / 10));
        // When a batch breaks off just as its time is over, the producer numbers the others of its partition anew that
        // are under way, and a broker that has stored these already does not know them again.
        all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        all.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(3650).toMillis());
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
        all.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 67_108_864L);
        all.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Math.max(1_048_576, Topics.recordBytes(maxDataBytes)));
        return all;
    }

    private Map<String, Object> consumer() {
        Map<String, Object> all = common(ConsumerConfig.configNames());
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, request);
        return all;
    }

    Map<String, Object> tail() {
        Map<String, Object> all = consumer();
        all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return all;
    }

    /**
     * For reads here and there. Hardly a wait: a seek has to wait for the answer to what was fetched ahead; and few records a poll,
     * for while some are left over nothing is fetched ahead.
     */
    Map<String, Object> reader() {
        Map<String, Object> all = consumer();
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 131_072);
        return all;
    }

    /** For long stretches. */
    Map<String, Object> scanner() {
        Map<String, Object> all = consumer();
        all.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return all;
    }
}
