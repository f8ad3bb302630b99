package dev.realtime4j.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of a test's own, and what others do to it without this library. */
final class TestTopic implements AutoCloseable {
    static final int PARTITIONS = 4;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "test-" + COUNT.incrementAndGet();
    private final String servers;
    private final Admin admin;

    /** Whom it belongs to is reached directly, not by the link that a test cuts. */
    TestTopic(int port) {
        this.servers = "127.0.0.1:" + port;
        this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    String name() {
        return name;
    }

    Admin admin() {
        return admin;
    }

    /** The URL of a client that comes through a link. */
    String url(int linked) {
        return "kafka://127.0.0.1:" + linked + "/" + name + "?partitions=" + PARTITIONS;
    }

    /** Deletes the topic and makes it anew, empty. */
    void recreate() {
        await(admin.deleteTopics(List.of(name)).all());
        NewTopic topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of(
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        "-1",
                        "max.message.bytes",
                        Integer.toString(Topics.recordBytes(512 * 1024))));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                await(admin.createTopics(List.of(topic)).all());
                return;
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stores records in a channel's partition that this library would not write. */
    void plant(String channel) {
        KafkaSettings settings = new KafkaSettings(
                servers,
                Map.of("", name),
                PARTITIONS,
                false,
                java.util.OptionalInt.empty(),
                java.util.OptionalInt.empty(),
                Map.of());
        int partition = Prints.partition(settings, channel).partition();
        byte[] key = channel.getBytes(StandardCharsets.UTF_8);
        byte[] json = "1".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record(partition, null, json, "e"));
            producer.send(record(partition, new byte[0], json, "e"));
            producer.send(record(partition, new byte[] {(byte) 0xff, 1}, json, "e"));
            producer.send(record(partition, key, json, null));
            producer.send(record(partition, key, json, "not an event"));
            producer.send(record(partition, key, null, "e"));
            producer.send(record(partition, key, "{\"no json".getBytes(StandardCharsets.UTF_8), "e"));
        }
    }

    private ProducerRecord<byte[], byte[]> record(
            int partition, byte @Nullable [] key, byte @Nullable [] value, @Nullable String event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, partition, key, value);
        if (event != null) {
            record.headers().add("event", event.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    @Override
    public void close() {
        admin.deleteTopics(List.of(name));
        admin.close();
    }
}
