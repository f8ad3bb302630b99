package dev.realtime4j.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("once")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageReadsTest {
    private static final RealtimeConfig CONFIG =
            RealtimeConfig.builder("kafka://unused").build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestTopic topic =
            new TestTopic("127.0.0.1:" + SharedKafka.server().port());
    private final TopicPartition partition = topic.partition("c");
    private final ReadRequest request = ReadRequest.after(null, 10, Integer.MAX_VALUE);
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final Readers readers = topic.readers(CONFIG, 1);

    @AfterEach
    void close() {
        gate.complete(null);
        readers.close();
        topic.close();
    }

    private PartitionLog filled() {
        topic.create(TestTopic.PARTITIONS, TestTopic.fitting());
        try (KafkaProducer<byte[], byte[]> producer = topic.producer(Map.of())) {
            TestTopic.send(producer, Records.of(partition, "c", new Entry("e", new byte[] {'1'}, null)));
        }
        LogReader reader = topic.reader(CONFIG);
        try {
            return topic.followed(partition, CONFIG, 0, reader);
        } finally {
            reader.close();
        }
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    /** The only reader is busy until the first who waits for the page has given up. */
    @Test
    void whoSharesAPageHasItReadAsLongAsItWaitsItself() {
        PartitionLog log = filled();
        PageReads reads = new PageReads(readers);
        CompletableFuture<Void> busy = readers.run(reader -> gate.join()).toCompletableFuture();
        CompletableFuture<Page> first = reads.read(log, "c", request, in(Duration.ZERO));
        CompletableFuture<Page> second = reads.read(log, "c", request, in(PATIENCE));
        CompletableFuture<Page> third = reads.read(log, "c", request, in(Duration.ZERO));
        assertThat(second).isSameAs(first);
        assertThat(third).as("which cuts nobody short").isSameAs(first);
        gate.complete(null);
        assertThat(second)
                .succeedsWithin(PATIENCE)
                .satisfies(page -> assertThat(page.entries()).hasSize(1));
        assertThat(busy).isCompleted();
    }
}
