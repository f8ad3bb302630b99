package dev.realtime4j.benchmarks;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Waiting;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.codec.RawJson;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes an emit and a delivery allocate, over all threads. */
final class Allocation {
    private static final RawJson DATA = RawJson.of("{\"text\":\"hello\"}");
    /** Fewer than are kept, so that nothing is read from the log. */
    private static final int BURST = 500;

    private Allocation() {}

    static Results run(boolean smoke) {
        Results results = new Results("allocation", "subscriptions", "messages", "bytes", "complete");
        for (int subscriptions : new int[] {0, 1, 10, 1000}) {
            int bursts = (smoke ? 4000 : 40_000) / Math.max(10, subscriptions) + 20;
            try (Realtime realtime = Realtime.connect("memory:")) {
                Channel channel = realtime.channel("room");
                AtomicLong[] received = new AtomicLong[subscriptions];
                for (int i = 0; i < subscriptions; i++) {
                    AtomicLong count = new AtomicLong();
                    received[i] = count;
                    channel.subscribe(options -> options.onMessage(message -> count.incrementAndGet()));
                }
                boolean complete = emit(channel, received, bursts);
                long before = Heap.allocated();
                complete &= emit(channel, received, bursts);
                long bytes = Heap.allocated() - before;
                long messages = (long) bursts * BURST;
                results.add(subscriptions, messages, bytes, complete);
                System.out.printf(
                        "%5d subscriptions: %.1f bytes allocated per emit with its deliveries%s%n",
                        subscriptions, bytes / (double) messages, complete ? "" : " NOT COMPLETE");
            }
        }
        return results;
    }

    private static boolean emit(Channel channel, AtomicLong[] received, int bursts) {
        long start = received.length == 0 ? 0 : received[0].get();
        for (int burst = 1; burst <= bursts; burst++) {
            for (int i = 0; i < BURST; i++) {
                channel.emit("chat.message", DATA);
            }
            long wanted = start + (long) burst * BURST;
            if (!Waiting.until(() -> all(received, wanted), 30)) {
                return false;
            }
        }
        return true;
    }

    private static boolean all(AtomicLong[] received, long wanted) {
        for (AtomicLong count : received) {
            if (count.get() != wanted) {
                return false;
            }
        }
        return true;
    }
}
