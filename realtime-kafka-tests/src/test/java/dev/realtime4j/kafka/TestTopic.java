package dev.realtime4j.kafka;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A topic of a test's own, and what others do to it without this library. */
final class TestTopic implements AutoCloseable {
    static final int PARTITIONS = 4;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "test-" + COUNT.incrementAndGet();
    private final String servers;
    private final Admin admin;

    /** Takes where the brokers are reached directly, not by the links that a test cuts. */
    TestTopic(String servers) {
        this.servers = servers;
        this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    String name() {
        return name;
    }

    Admin admin() {
        return admin;
    }

    /** The URL of a client that starts at some addresses. */
    String url(String addresses) {
        return "kafka://" + addresses + "/" + name + "?partitions=" + PARTITIONS;
    }

    /** A client that comes directly. */
    Realtime direct() {
        return Realtime.connect(url(servers));
    }

    /** Where a channel lies. */
    TopicPartition partition(String channel) {
        return Prints.partition(settings(), channel);
    }

    private KafkaSettings settings() {
        return new KafkaSettings(
                servers,
                Map.of("", name),
                PARTITIONS,
                false,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Map.of());
    }

    /** The settings that this library needs. */
    static Map<String, String> fitting() {
        Map<String, String> configs = new HashMap<>();
        configs.put("message.timestamp.type", "LogAppendTime");
        configs.put("retention.ms", "-1");
        configs.put("max.message.bytes", Integer.toString(Topics.recordBytes(512 * 1024)));
        return configs;
    }

    void create(int partitions, Map<String, String> configs) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                Uuid made = await(admin.createTopics(List.of(topic)).topicId(name));
                // The controller answers before the brokers know: whoever asks them meanwhile may be given the old one.
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .ignoreExceptions()
                        .until(() -> made.equals(id()));
                return;
            } catch (IllegalStateException e) {
                // One of the same name that was deleted may not be gone yet.
                if (!(e.getCause() instanceof TopicExistsException) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    void configure(String name, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, this.name);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        await(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    /** A setting of the topic as it is. */
    String configured(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, this.name);
        Config all = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
        return Objects.requireNonNull(all).get(name).value();
    }

    void delete() {
        await(admin.deleteTopics(List.of(name)).all());
    }

    /** Deletes the topic and makes it anew, empty. */
    void recreate() {
        delete();
        create(PARTITIONS, fitting());
    }

    /** Removes what lies before an offset, as retention would. */
    void trim(TopicPartition partition, long before) {
        await(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all());
    }

    String servers() {
        return servers;
    }

    /** The offset of a channel's newest record but so many. */
    long newest(String channel, int count) {
        TopicPartition partition = partition(channel);
        byte[] key = channel.getBytes(StandardCharsets.UTF_8);
        List<Long> offsets = new ArrayList<>();
        LogReader reader = reader(RealtimeConfig.builder("kafka://unused").build());
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            reader.scan(partition, start(partition), end(partition), deadline, record -> {
                if (Arrays.equals(record.key(), key)) {
                    offsets.add(record.offset());
                }
                return true;
            });
        } finally {
            reader.close();
        }
        return offsets.get(offsets.size() - count);
    }

    /** Where a partition starts. */
    long start(TopicPartition partition) {
        return await(admin.listOffsets(Map.of(partition, OffsetSpec.earliest())).partitionResult(partition))
                .offset();
    }

    /** Where a partition ends. */
    long end(TopicPartition partition) {
        return await(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
    }

    Uuid id() {
        return Objects.requireNonNull(await(admin.describeTopics(List.of(name)).allTopicNames())
                        .get(name))
                .topicId();
    }

    LogReader reader(RealtimeConfig config) {
        return new LogReader(new ClientProperties(config, settings()).reader());
    }

    /** The properties of the consumer that follows all partitions. */
    Map<String, Object> tail(RealtimeConfig config) {
        return new ClientProperties(config, settings()).tail();
    }

    /** So many readers, each with a thread. */
    Readers readers(RealtimeConfig config, int count) {
        return new Readers(name, count, new ClientProperties(config, settings()).reader());
    }

    /** What a process knows of a partition that begins to follow with the newest block; all channels lie in it. */
    PartitionLog followed(TopicPartition partition, RealtimeConfig config, long start, LogReader reader) {
        long end = end(partition);
        long follow = Math.max(start, Block.startOf(Block.numberOf(end)));
        PartitionLog log = new PartitionLog(
                partition,
                id(),
                config,
                new Followers(channel -> partition),
                new ForeignData(),
                () -> {},
                start,
                follow);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        reader.scan(partition, follow, end, deadline, record -> {
            log.take(record);
            return true;
        });
        log.reached(end);
        return log;
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

    /** A producer of somebody else. */
    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("bootstrap.servers", servers);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()) {
            /** Kafka's own waits as long as it takes: records do not expire while a producer has no id yet. */
            @Override
            public void close() {
                close(Duration.ofSeconds(60));
            }
        };
    }

    /** Stores records in a channel's partition that this library would not write. */
    void plant(String channel) {
        int partition = partition(channel).partition();
        byte[] key = channel.getBytes(StandardCharsets.UTF_8);
        byte[] json = "1".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            send(producer, record(partition, null, json, "e"));
            send(producer, record(partition, new byte[0], json, "e"));
            send(producer, record(partition, new byte[] {(byte) 0xff, 1}, json, "e"));
            send(producer, record(partition, key, json, null));
            send(producer, record(partition, key, json, "not an event"));
            send(producer, record(partition, key, null, "e"));
            send(producer, record(partition, key, "{\"no json".getBytes(StandardCharsets.UTF_8), "e"));
        }
    }

    /** Sends; the caller flushes or closes. */
    @SuppressWarnings("FutureReturnValueIgnored") // a test that misses a record fails
    static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    ProducerRecord<byte[], byte[]> record(
            int partition, byte @Nullable [] key, byte @Nullable [] value, @Nullable String event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, partition, key, value);
        if (event != null) {
            record.headers().add("event", event.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    @Override
    public void close() {
        admin.deleteTopics(List.of(name)); // if it was ever made
        admin.close();
    }
}
