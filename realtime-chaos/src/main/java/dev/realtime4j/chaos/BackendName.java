package dev.realtime4j.chaos;

import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.KafkaBackend;
import dev.realtime4j.chaos.fault.MemoryBackend;
import dev.realtime4j.chaos.fault.NatsBackend;
import dev.realtime4j.chaos.fault.RedisBackend;

/** The backends by the names that the command line has for them. */
enum BackendName {
    memory,
    redis,
    nats,
    kafka;

    /** Starts it. */
    Backend open() {
        return switch (this) {
            case memory -> new MemoryBackend();
            case redis -> new RedisBackend();
            case nats -> new NatsBackend();
            case kafka -> new KafkaBackend();
        };
    }
}
