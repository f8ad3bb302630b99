package dev.realtime4j.benchmarks.kafka;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.peers.Messenger;
import dev.realtime4j.benchmarks.peers.Peers;
import dev.realtime4j.benchmarks.peers.RealtimeMessenger;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.KafkaServer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;

/** Spring for Apache Kafka beside Realtime on one broker: a template that sends, and a container with a listener. */
public final class SpringKafka implements Messenger {
    private static final String TOPIC = "peers";
    private static final int PARTITIONS = 8;
    private static final int MESSAGES = 40_000;

    private final Bench bench;
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final KafkaTemplate<byte[], byte[]> template;

    private SpringKafka(Bench bench) {
        this.bench = bench;
        producers = new DefaultKafkaProducerFactory<>(
                bench.producing(5), new ByteArraySerializer(), new ByteArraySerializer());
        template = new KafkaTemplate<>(producers);
    }

    /**
     * Runs.
     *
     * @param smoke whether a short run will do, which says nothing about time
     * @return the comparisons
     * @throws Exception if something was lost, or the broker cannot be run
     */
    public static Results run(boolean smoke) throws Exception {
        try (KafkaServer server = KafkaServer.launch(Map.of())) {
            Bench bench = new Bench(server);
            try (Realtime realtime = bench.realtime("realtime-" + TOPIC, PARTITIONS);
                    Messenger spring = new SpringKafka(bench)) {
                // Makes the topic.
                bench.realtime(TOPIC, PARTITIONS).close();
                List<Peers.Peer> peers = List.of(new Peers.Peer(
                        "Spring for Apache Kafka (knows no channels: one listener for all of the topic)", spring));
                return Peers.compare("kafka-peers", new RealtimeMessenger(realtime), peers, MESSAGES, smoke);
            }
        }
    }

    @Override
    public void emit(String channel, byte[] json) throws Exception {
        template.send(Bench.record(TOPIC, channel, json)).get();
    }

    @Override
    public void send(String channel, byte[] json) {
        var unused = template.send(Bench.record(TOPIC, channel, json));
    }

    @Override
    public Following follow(List<String> channels, Consumer<byte[]> handler) {
        ContainerProperties properties = new ContainerProperties(ends());
        properties.setGroupId(TOPIC);
        properties.setMessageListener((MessageListener<byte[], byte[]>) message -> handler.accept(message.value()));
        KafkaMessageListenerContainer<byte[], byte[]> container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                        bench.consuming(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties);
        container.start();
        return container::stop;
    }

    /** Where all partitions end now: a container that is told to begin at their end does so only later. */
    private TopicPartitionOffset[] ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(TOPIC, PARTITIONS)) {
            return IntStream.range(0, PARTITIONS)
                    .mapToObj(i -> new TopicPartitionOffset(TOPIC, i, consumer.position(new TopicPartition(TOPIC, i))))
                    .toArray(TopicPartitionOffset[]::new);
        }
    }

    @Override
    public void close() {
        producers.destroy();
    }
}
