package dev.realtime4j.benchmarks.kafka;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.tck.broker.KafkaServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, and clients of both kinds with the same settings. */
final class Bench {
    static final String EVENT = "chat.message";

    private static final byte[] HEADER = EVENT.getBytes(StandardCharsets.UTF_8);

    private final KafkaServer server;

    Bench(KafkaServer server) {
        this.server = server;
    }

    private String address() {
        return "127.0.0.1:" + server.port();
    }

    /** JSON of about so many bytes. */
    static byte[] json(int bytes) {
        return ("\"" + "x".repeat(bytes - 2) + "\"").getBytes(StandardCharsets.UTF_8);
    }

    static RawJson raw(byte[] json) {
        return RawJson.of(json);
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "channel-" + i).toList();
    }

    /** Connects, which makes the topic. */
    Realtime realtime(String topic, int partitions) {
        return Realtime.connect(
                RealtimeConfig.builder("kafka://" + address() + "/" + topic + "?partitions=" + partitions)
                        .retention(new Retention(10_000, Duration.ofDays(1)))
                        .build());
    }

    /** A producer with {@link #producing}. */
    KafkaProducer<byte[], byte[]> producer(int batchesUnderWay) {
        return new KafkaProducer<>(producing(batchesUnderWay), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What Realtime sets, too, but for how many batches may be under way to a broker: with Realtime one, else five. */
    Map<String, Object> producing(int batchesUnderWay) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", address());
        properties.put("enable.idempotence", true);
        properties.put("acks", "all");
        properties.put("linger.ms", 0);
        properties.put("max.in.flight.requests.per.connection", batchesUnderWay);
        properties.put("batch.size", 131_072);
        properties.put("buffer.memory", 67_108_864L);
        return properties;
    }

    /** What Realtime sets, too. */
    Map<String, Object> consuming() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", address());
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "none");
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", 5_000);
        return properties;
    }

    /** A consumer without a group, at the end of all partitions. */
    KafkaConsumer<byte[], byte[]> consumer(String topic, int partitions) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consuming(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return consumer;
    }

    static ProducerRecord<byte[], byte[]> record(String topic, String channel, byte[] json) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, channel.getBytes(StandardCharsets.UTF_8), json);
        record.headers().add("event", HEADER);
        return record;
    }
}
