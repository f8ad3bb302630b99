package dev.realtime4j.kafka;

import dev.realtime4j.tck.broker.KafkaServer;
import org.jspecify.annotations.Nullable;

/** One broker for all test classes, launched when it is first needed; it ends with this JVM. */
final class SharedKafka {
    private static @Nullable KafkaServer server;

    private SharedKafka() {}

    static synchronized KafkaServer server() {
        if (server == null) {
            server = KafkaServer.launch();
        }
        return server;
    }
}
