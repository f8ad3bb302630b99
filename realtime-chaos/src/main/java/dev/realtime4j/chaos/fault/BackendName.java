package dev.realtime4j.chaos.fault;

import java.util.Locale;

/** The backends by their names on the command line. */
public enum BackendName {
    /** In this process. */
    MEMORY,
    /** One Redis server. */
    REDIS,
    /** A Redis Cluster. */
    REDIS_CLUSTER,
    /** One NATS server. */
    NATS,
    /** A cluster of NATS servers. */
    NATS_CLUSTER,
    /** One Kafka broker. */
    KAFKA,
    /** A cluster of Kafka brokers. */
    KAFKA_CLUSTER;

    /**
     * Starts it.
     *
     * @return the backend, which the caller closes
     */
    public Backend open() {
        return switch (this) {
            case MEMORY -> new MemoryBackend();
            case REDIS -> new RedisBackend();
            case REDIS_CLUSTER -> new RedisClusterBackend();
            case NATS -> new NatsBackend();
            case NATS_CLUSTER -> new NatsClusterBackend();
            case KAFKA -> new KafkaBackend();
            case KAFKA_CLUSTER -> new KafkaClusterBackend();
        };
    }

    /** What the command line calls it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
