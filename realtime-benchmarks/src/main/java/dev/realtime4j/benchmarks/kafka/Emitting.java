package dev.realtime4j.benchmarks.kafka;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Emits;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import dev.realtime4j.codec.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/** Emits per second: one at a time, many at a time, and from many threads. */
final class Emitting {
    private static final String TOPIC = "emitting";
    private static final int PARTITIONS = 8;
    private static final int CHANNELS = 1_000;
    private static final int UNDER_WAY = 5_000;
    private static final int THREADS = 64;
    private static final byte[] JSON = Bench.json(256);
    private static final RawJson RAW = Bench.raw(JSON);

    private final List<String> names = Bench.names(CHANNELS);
    private final List<Channel> channels;
    private final Emits emits;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaProducer<byte[], byte[]> fiveBatches;
    private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    private final boolean smoke;

    private Emitting(
            Realtime realtime,
            KafkaProducer<byte[], byte[]> producer,
            KafkaProducer<byte[], byte[]> fiveBatches,
            boolean smoke) {
        this.channels = names.stream().map(realtime::channel).toList();
        this.emits = new Emits(realtime, names, JSON);
        this.producer = producer;
        this.fiveBatches = fiveBatches;
        this.smoke = smoke;
    }

    static void run(Bench bench, boolean smoke, Results results) throws Exception {
        try (Realtime realtime = bench.realtime(TOPIC, PARTITIONS);
                KafkaProducer<byte[], byte[]> producer = bench.producer(1);
                KafkaProducer<byte[], byte[]> fiveBatches = bench.producer(5)) {
            new Emitting(realtime, producer, fiveBatches, smoke).run(results);
        }
    }

    private void run(Results results) throws Exception {
        int rounds = smoke ? 1 : 5;
        int one = smoke ? 200 : 5_000;
        Comparison.inTurns(
                        "emits, one after the other",
                        "/s",
                        warmUps(),
                        rounds,
                        "bare send().get()",
                        () -> sequentialBare(one),
                        () -> emits.oneByOne(one))
                .report(results, Wanted.atLeast(0.85));
        int each = smoke ? 20 : 1_000;
        Comparison.inTurns(
                        "emits, " + THREADS + " threads",
                        "/s",
                        warmUps(),
                        rounds,
                        "bare producer",
                        () -> threads(i -> sendAndWait(i, each), each),
                        () -> threads(i -> emitAndWait(i, each), each))
                .report(results, Wanted.atLeast(0.9));
        underWay("bare producer", producer, rounds, results);
        underWay("bare producer, its default of five batches under way", fiveBatches, rounds, results);
    }

    private int warmUps() {
        return smoke ? 0 : 2;
    }

    private void underWay(String peer, KafkaProducer<byte[], byte[]> bare, int rounds, Results results)
            throws Exception {
        int many = smoke ? 2_000 : 200_000;
        Comparison.inTurns(
                        "emits, " + UNDER_WAY + " under way",
                        "/s",
                        warmUps(),
                        rounds,
                        peer,
                        () -> pipelined(bare, many),
                        () -> emits.underWay(many, UNDER_WAY))
                .report(results, Wanted.atLeast(0.9));
    }

    private double sequentialBare(int count) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            producer.send(Bench.record(TOPIC, names.get(i % CHANNELS), JSON)).get();
        }
        return Emits.perSecond(count, start);
    }

    /** The work of one thread. */
    private interface Work {
        void run(int thread) throws Exception;
    }

    private void sendAndWait(int thread, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            producer.send(Bench.record(TOPIC, names.get((thread + i * THREADS) % CHANNELS), JSON))
                    .get();
        }
    }

    private void emitAndWait(int thread, int count) {
        for (int i = 0; i < count; i++) {
            channels.get((thread + i * THREADS) % CHANNELS).emit(Bench.EVENT, RAW);
        }
    }

    private static double threads(Work work, int each) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                tasks.add(() -> {
                    work.run(thread);
                    return null;
                });
            }
            long start = System.nanoTime();
            for (Future<Void> done : pool.invokeAll(tasks)) {
                done.get();
            }
            return Emits.perSecond(THREADS * each, start);
        } finally {
            pool.shutdown();
        }
    }

    private void done(Semaphore room, @Nullable Throwable failure) {
        if (failure != null) {
            failed.set(failure);
        }
        room.release();
    }

    private void requireStored() {
        if (failed.get() != null) {
            throw new IllegalStateException("A message was not stored", failed.get());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told the same
    private double pipelined(KafkaProducer<byte[], byte[]> bare, int count) throws Exception {
        Semaphore room = new Semaphore(UNDER_WAY);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            room.acquire();
            bare.send(Bench.record(TOPIC, names.get(i % CHANNELS), JSON), (stored, failure) -> done(room, failure));
        }
        room.acquire(UNDER_WAY);
        requireStored();
        return Emits.perSecond(count, start);
    }
}
