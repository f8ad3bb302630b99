package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes Kafka transports for URLs such as {@code kafka://one:9092,two:9092/chat?partitions=32}. Found by {@link
 * java.util.ServiceLoader}; {@code docs/kafka.md} lists the options. Safe for any threads.
 */
public final class KafkaProvider implements TransportProvider {

    /** Makes the provider. */
    public KafkaProvider() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("kafka");
    }

    @Override
    public Set<String> options() {
        return KafkaSettings.OPTIONS;
    }

    @Override
    public List<String> check(RealtimeConfig config) {
        List<String> faults = new ArrayList<>();
        KafkaSettings.read(config, faults);
        return faults;
    }

    /**
     * Connects: reaches the cluster, makes the topics or verifies them, and starts to follow them.
     *
     * @param config the checked configuration
     * @return a transport that is ready for use
     * @throws dev.realtime4j.RealtimeException if the cluster cannot be reached within the connect timeout, refuses, or has
     *     a topic that cannot keep the contract (Rules F1, R4); the message says what to do
     * @throws IllegalArgumentException if the configuration has a fault
     */
    @Override
    public Transport open(RealtimeConfig config) {
        List<String> faults = new ArrayList<>();
        KafkaSettings settings = KafkaSettings.read(config, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return KafkaTransport.connect(config, settings);
    }
}
