package dev.realtime4j.benchmarks.fanout;

import com.sun.management.OperatingSystemMXBean;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.codec.RawJson;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs all contestants in turn, round after round, in one process. */
public final class FanOut {
    /** The name of the contestant that the others are compared with. */
    public static final String REFERENCE = "SubmissionPublisher";

    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_DELIVERIES = 500_000;
    private static final long LEAST_MESSAGES = 500;
    private static final RawJson DATA =
            RawJson.of("{\"user\":\"user-123\",\"text\":\"The quick brown fox jumps over the dog\"}");
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Map<String, Contestant.Factory> CONTESTANTS = new LinkedHashMap<>();

    static {
        CONTESTANTS.put(REFERENCE, SubmissionPublisherContestant::new);
        CONTESTANTS.put("Realtime", RealtimeContestant::new);
        CONTESTANTS.put("Disruptor", DisruptorContestant::new);
        CONTESTANTS.put("Reactor", ReactorContestant::new);
        CONTESTANTS.put("Vert.x", VertxContestant::new);
        CONTESTANTS.put("Guava", GuavaContestant::new);
    }

    private FanOut() {}

    /**
     * Runs the contestants with 1, 10 and 1,000 receivers.
     *
     * @param smoke whether a short run will do, which says nothing about time
     * @param only the names of the contestants to run, or none for all
     * @param sizes the numbers of receivers
     * @return one row per contestant and round: receivers, contestant, messages, ns of time, ns of processor time of all
     *     threads, whether all was received in order
     */
    public static Results run(boolean smoke, List<String> only, List<Integer> sizes) throws Exception {
        Results results =
                new Results("fan-out", "receivers", "contestant", "messages", "nanos", "cpu nanos", "complete");
        List<String> names = only.isEmpty() ? new ArrayList<>(CONTESTANTS.keySet()) : only;
        int warmUps = smoke ? 0 : 3;
        int rounds = smoke ? 1 : Integer.getInteger("rounds", 5);
        for (int size : sizes) {
            Map<String, Long> work = new HashMap<>();
            for (int round = -warmUps; round < rounds; round++) {
                Noise.look();
                for (String name : names) {
                    long messages = work.getOrDefault(name, FIRST_DELIVERIES / size);
                    Outcome outcome = round(name, size, messages);
                    work.put(name, inOneRound(messages, outcome.nanos()));
                    if (round >= 0 || !outcome.complete()) {
                        results.add(size, name, messages, outcome.nanos(), outcome.cpuNanos(), outcome.complete());
                    }
                    System.out.printf(
                            "%5d receivers  %-20s %12.0f messages/s %10.0f ns CPU a message (publisher %.0f) %s%s%n",
                            size,
                            name,
                            messages * 1e9 / outcome.nanos(),
                            outcome.cpuNanos() / (double) messages,
                            outcome.publisherNanos() / (double) messages,
                            outcome.complete() ? "" : "NOT COMPLETE",
                            round < 0 ? " (to warm up)" : "");
                }
            }
        }
        return results;
    }

    /** How many messages make a round as long as all others, however fast a contestant is. */
    private static long inOneRound(long messages, long nanos) {
        return Math.max(LEAST_MESSAGES, messages * ROUND_NANOS / nanos);
    }

    private record Outcome(long nanos, long cpuNanos, long publisherNanos, boolean complete) {}

    private static Outcome round(String name, int size, long messages) throws Exception {
        Contestant.Factory factory = CONTESTANTS.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("Unknown contestant " + name + ", known: " + CONTESTANTS.keySet());
        }
        System.gc();
        Receivers receivers = new Receivers(size, messages);
        Window window = new Window(receivers);
        long nanos;
        long cpu;
        long publisher;
        try (Contestant contestant = factory.open(receivers)) {
            long cpuBefore = PROCESS.getProcessCpuTime();
            long publisherBefore = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            try {
                for (long number = 0; number < messages; number++) {
                    window.before(number);
                    contestant.publish(number, DATA);
                }
                window.await(messages);
            } catch (IllegalStateException e) {
                System.err.println(name + ": " + e.getMessage());
                receivers.lost();
            }
            nanos = System.nanoTime() - start;
            cpu = PROCESS.getProcessCpuTime() - cpuBefore;
            publisher = THREADS.getCurrentThreadCpuTime() - publisherBefore;
        }
        return new Outcome(nanos, cpu, publisher, receivers.complete());
    }
}
