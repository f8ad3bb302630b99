package dev.realtime4j.benchmarks;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.benchmarks.emits.Waiting;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.codec.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A replay of ten times what is held in memory for live subscriptions, while emitters never pause. */
final class Replay {
    private static final int EMITTERS = 2;
    private static final int MESSAGE_WEIGHT = 256;
    private static final RawJson DATA = RawJson.of("{\"text\":\"" + "x".repeat(64) + "\"}");

    private Replay() {}

    /** Counts what comes, and sees to it that it is the next. */
    private static final class Check {
        private final AtomicLong received = new AtomicLong();
        private final AtomicBoolean wrong = new AtomicBoolean();
        private long next = -1;

        void take(Message<?> message) {
            long number = message.id().minor();
            if (next >= 0 && number != next) {
                wrong.set(true);
            }
            next = number + 1;
            received.incrementAndGet();
        }
    }

    static Results run(boolean smoke) throws InterruptedException {
        int ring = smoke ? 1000 : 10_000;
        int stored = 10 * ring;
        int more = smoke ? 20_000 : 1_000_000;
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .bufferBytes((long) ring * MESSAGE_WEIGHT)
                .retention(new Retention(stored + more + 1, Duration.ofHours(1)))
                .build();
        Results results =
                new Results("replay", "ring", "stored", "emitted meanwhile", "received", "nanos", "bytes", "complete");
        try (Realtime realtime = Realtime.connect(config)) {
            Channel channel = realtime.channel("room");
            for (int i = 0; i < stored; i++) {
                channel.emit("chat.message", DATA);
            }
            long before = Heap.settled();
            AtomicLong peak = Heap.peakAfterCollection();
            Check check = new Check();
            AtomicLong emitted = new AtomicLong();
            List<Thread> emitters = emitters(channel, emitted, more);
            long start = System.nanoTime();
            Subscription replay = channel.subscribe(
                    options -> options.replay().onMessage(check::take).onGap(gap -> check.wrong.set(true)));
            for (Thread emitter : emitters) {
                emitter.join();
            }
            long wanted = stored + emitted.get();
            boolean complete = Waiting.until(() -> check.received.get() >= wanted, 60) && !check.wrong.get();
            long nanos = System.nanoTime() - start;
            // What the log itself has grown by is no cost of the replay.
            long after = Heap.settled();
            replay.close();
            complete &= check.received.get() == wanted;
            long extra = Math.max(0, Math.max(peak.get(), after) - Math.max(before, after));
            results.add(ring, stored, emitted.get(), check.received.get(), nanos, extra, complete);
            System.out.printf(
                    "replay of %d messages and %d emitted meanwhile: %d received in %.2f s; heap after collections"
                            + " %.1f MB before, %.1f MB after, %.1f MB at most; %s%n",
                    stored,
                    emitted.get(),
                    check.received.get(),
                    nanos / 1e9,
                    before / 1e6,
                    after / 1e6,
                    peak.get() / 1e6,
                    complete ? "complete" : "NOT COMPLETE");
        }
        return results;
    }

    private static List<Thread> emitters(Channel channel, AtomicLong emitted, int messages) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < EMITTERS; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (emitted.getAndIncrement() < messages) {
                            channel.emit("chat.message", DATA);
                        }
                        emitted.decrementAndGet();
                    },
                    "emitter-" + i);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }
}
