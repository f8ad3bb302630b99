package dev.realtime4j.benchmarks.kafka;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.latency.Latencies;
import dev.realtime4j.benchmarks.latency.OpenLoop;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Realtime beside bare clients, on one broker. */
public final class KafkaBench {
    private static final String LATENCY = "latency";
    private static final int PARTITIONS = 8;

    private KafkaBench() {}

    /**
     * Runs all of it.
     *
     * @param smoke whether only to see that it runs
     * @return the comparisons
     * @throws Exception if it cannot be run, or messages are missing
     */
    public static Results run(boolean smoke) throws Exception {
        Results results = Comparison.table("kafka");
        try (KafkaServer server = KafkaServer.launch(Map.of())) {
            Bench bench = new Bench(server);
            Emitting.run(bench, smoke, results);
            try (Realtime realtime = bench.realtime(LATENCY, PARTITIONS)) {
                Latencies.compare(realtime, "bare producer, consumer", loop -> endToEnd(bench, loop), smoke, results);
            }
            Reading.run(bench, smoke, results);
        }
        return results;
    }

    private static Histogram endToEnd(Bench bench, OpenLoop loop) throws Exception {
        List<String> names = Latencies.names();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch ready = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(LATENCY, PARTITIONS)) {
                ready.countDown();
                while (!over.get()) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> loop.received(record.value()));
                }
            }
        });
        reader.start();
        ready.await();
        try (KafkaProducer<byte[], byte[]> producer = bench.producer(1)) {
            producer.partitionsFor(LATENCY);
            return loop.run((channel, json) -> {
                var unused = producer.send(Bench.record(LATENCY, names.get(channel), json));
            });
        } finally {
            over.set(true);
            reader.join();
        }
    }
}
