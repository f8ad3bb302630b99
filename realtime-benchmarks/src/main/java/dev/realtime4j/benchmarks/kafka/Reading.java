package dev.realtime4j.benchmarks.kafka;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** The history of one channel among many in a large partition. */
final class Reading {
    private static final String TOPIC = "reading";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int EACH = 100;
    private static final int NEWEST = 20;
    private static final int RARE = 30;
    private static final int RECENT = 400;

    private final Bench bench;
    private final int records;

    private Reading(Bench bench, int records) {
        this.bench = bench;
        this.records = records;
    }

    static void run(Bench bench, boolean smoke, Results results) throws Exception {
        new Reading(bench, smoke ? 60_000 : 3_000_000).run(smoke, results);
    }

    private void run(boolean smoke, Results results) throws Exception {
        bench.realtime(TOPIC, 1).close();
        fill();
        int warmUps = smoke ? 0 : 1;
        Comparison.inTurns(
                        "to connect and index all of the log",
                        "ms",
                        warmUps,
                        smoke ? 1 : 3,
                        "bare scan",
                        this::scan,
                        this::firstRead)
                .report(results, Wanted.atMost(2));
        try (Realtime realtime = bench.realtime(TOPIC, 1)) {
            history(realtime, "rare-0", EACH);
            int rounds = smoke ? 1 : 5;
            int[] next = {1};
            Comparison.inTurns(
                            rare("first"),
                            "ms",
                            warmUps,
                            rounds,
                            "bare scan",
                            this::scan,
                            () -> history(realtime, "rare-" + next[0]++, EACH))
                    .report(results, Wanted.atMost(0.125));
            Comparison.inTurns(
                            rare("again"),
                            "ms",
                            warmUps,
                            rounds,
                            "bare scan",
                            this::scan,
                            () -> history(realtime, "rare-1", EACH))
                    .report(results, Wanted.atMost(0.125));
            int[] recent = {0};
            try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(TOPIC, 1)) {
                Comparison.inTurns(
                                "newest " + NEWEST + " among the newest " + RECENT,
                                "ms",
                                5 * warmUps,
                                smoke ? 1 : 40,
                                "one bare seek and poll",
                                () -> seekAndPoll(consumer),
                                () -> history(realtime, "recent-" + recent[0]++ % NEWEST, NEWEST))
                        .report(results, Wanted.atMost(3));
                // Each lies in a place of its own, so that many seeks are what it takes.
                Comparison.inTurns(
                                "newest " + NEWEST + " all over the log, first",
                                "ms",
                                0,
                                rounds,
                                NEWEST + " bare seeks and polls",
                                () -> NEWEST * seekAndPoll(consumer),
                                () -> history(realtime, "rare-" + next[0]++, NEWEST))
                        .report(results, Wanted.atMost(1));
            }
        }
    }

    /** What lies all over the log is found only once all of it is indexed. */
    private double firstRead() {
        long start = System.nanoTime();
        try (Realtime realtime = bench.realtime(TOPIC, 1)) {
            history(realtime, "rare-0", EACH);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private String rare(String time) {
        return EACH + " messages among " + records + ", " + time;
    }

    /** Rare channels all over the log, and at its end some that are read while they are used. */
    private void fill() {
        byte[] json = Bench.json(100);
        int every = records / EACH;
        try (KafkaProducer<byte[], byte[]> producer = bench.producer(5)) {
            for (int i = 0; i < records; i++) {
                int left = records - i;
                String channel = left <= RECENT
                        ? "recent-" + i % (RECENT / NEWEST)
                        : i % every < RARE ? "rare-" + i % every : "channel-" + i % 100_000;
                send(producer, channel, json);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a message that is missing is noticed by who reads
    private static void send(KafkaProducer<byte[], byte[]> producer, String channel, byte[] json) {
        producer.send(Bench.record(TOPIC, channel, json));
    }

    private static double history(Realtime realtime, String channel, int count) {
        long start = System.nanoTime();
        int found = realtime.channel(channel)
                .history(HistoryQuery.latest(count))
                .messages()
                .size();
        double millis = (System.nanoTime() - start) / 1e6;
        if (found != count) {
            throw new IllegalStateException(found + " messages of " + channel + ", not " + count);
        }
        return millis;
    }

    /** As without an index: reads all and keeps those of a channel. */
    private double scan() {
        byte[] wanted = "rare-1".getBytes(StandardCharsets.UTF_8);
        try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(TOPIC, 1)) {
            long end = consumer.position(PARTITION);
            long start = System.nanoTime();
            consumer.seek(PARTITION, 0);
            List<byte[]> found = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (Arrays.equals(record.key(), wanted)) {
                        found.add(record.value());
                    }
                }
            }
            double millis = (System.nanoTime() - start) / 1e6;
            if (found.size() != EACH) {
                throw new IllegalStateException(found.size() + " messages found, not " + EACH);
            }
            return millis;
        }
    }

    private static double seekAndPoll(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.seekToEnd(List.of(PARTITION));
        long end = consumer.position(PARTITION);
        long start = System.nanoTime();
        consumer.seek(PARTITION, end - RECENT);
        int read = 0;
        while (read < RECENT) {
            read += consumer.poll(Duration.ofMillis(100)).count();
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
