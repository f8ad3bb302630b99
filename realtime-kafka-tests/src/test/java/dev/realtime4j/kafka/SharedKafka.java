package dev.realtime4j.kafka;

import dev.realtime4j.tck.broker.KafkaServer;
import org.jspecify.annotations.Nullable;

/** A broker, and one with a clock that can be stepped, for all test classes: launched when first needed; they end with this JVM. */
final class SharedKafka {
    private static @Nullable KafkaServer server;
    private static @Nullable KafkaServer withClock;

    private SharedKafka() {}

    static synchronized KafkaServer server() {
        if (server == null) {
            server = KafkaServer.launch();
        }
        return server;
    }

    static synchronized KafkaServer withClock() {
        if (withClock == null) {
            withClock = KafkaServer.launchWithClock();
        }
        return withClock;
    }
}
