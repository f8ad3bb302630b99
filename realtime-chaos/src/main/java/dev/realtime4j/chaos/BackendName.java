package dev.realtime4j.chaos;

import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.KafkaBackend;
import dev.realtime4j.chaos.fault.KafkaClusterBackend;
import dev.realtime4j.chaos.fault.MemoryBackend;
import dev.realtime4j.chaos.fault.NatsBackend;
import dev.realtime4j.chaos.fault.NatsClusterBackend;
import dev.realtime4j.chaos.fault.RedisBackend;
import dev.realtime4j.chaos.fault.RedisClusterBackend;
import java.util.Locale;

/** The backends. */
enum BackendName {
    MEMORY,
    REDIS,
    REDIS_CLUSTER,
    NATS,
    NATS_CLUSTER,
    KAFKA,
    KAFKA_CLUSTER;

    /** Starts it. */
    Backend open() {
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
