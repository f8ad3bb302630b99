package dev.realtime4j.benchmarks;

import dev.realtime4j.benchmarks.fanout.FanOut;
import dev.realtime4j.benchmarks.growth.Growth;
import dev.realtime4j.benchmarks.growth.Scale;
import dev.realtime4j.benchmarks.http.HttpFanOut;
import dev.realtime4j.benchmarks.http.HttpIdle;
import dev.realtime4j.benchmarks.http.HttpLatency;
import dev.realtime4j.benchmarks.http.HttpReturn;
import dev.realtime4j.benchmarks.kafka.KafkaBench;
import dev.realtime4j.benchmarks.kafka.SpringKafka;
import dev.realtime4j.benchmarks.nats.NatsBenchmark;
import dev.realtime4j.benchmarks.redis.RedisPeers;
import dev.realtime4j.benchmarks.redis.RedisRuns;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Report;
import dev.realtime4j.benchmarks.report.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs one benchmark, or writes the report of what has been run; see ./bench --help. */
public final class Main {
    private static final List<Integer> RECEIVERS = List.of(1, 10, 1000);
    private static final List<Integer> STREAMS = List.of(1000, 9000);

    private Main() {}

    /**
     * Runs. Ends the JVM with status 1 if messages were lost or came out of order.
     *
     * @param arguments what to run, and options
     * @throws Exception if it cannot be run
     */
    public static void main(String[] arguments) throws Exception {
        boolean smoke = List.of(arguments).contains("--smoke");
        if (arguments[0].equals("report")) {
            Report.write(Path.of("docs"));
            return;
        }
        Noise.look();
        Results results = run(arguments[0], smoke);
        if (!smoke) {
            results.write();
            Noise.write(arguments[0]);
        }
        boolean complete = isComplete(results);
        if (!complete) {
            System.err.println("FAILED: " + arguments[0] + ": something was lost, out of order or left behind");
        }
        System.exit(complete ? 0 : 1);
    }

    /** Runs the benchmark with a name. */
    static Results run(String name, boolean smoke) throws Exception {
        return switch (name) {
            case "fan-out" -> FanOut.run(smoke, contestants(), receivers());
            case "allocation" -> Allocation.run(smoke);
            case "memory" -> Footprint.run(smoke);
            case "replay" -> Replay.run(smoke);
            case "redis" -> RedisRuns.run(smoke, Heap::settled);
            case "redis-peers" -> RedisPeers.run(smoke);
            case "nats" -> NatsBenchmark.run(smoke);
            case "kafka" -> KafkaBench.run(smoke);
            case "kafka-peers" -> SpringKafka.run(smoke);
            case "http" -> HttpFanOut.run(smoke, smoke ? List.of(100) : STREAMS);
            case "http-latency" -> HttpLatency.run(smoke);
            case "http-return" -> HttpReturn.run(smoke);
            case "http-idle" -> HttpIdle.run(smoke);
            case "growth" -> Growth.run(smoke);
            case "scale" -> Scale.run(smoke);
            default -> throw new IllegalArgumentException("Unknown benchmark " + name);
        };
    }

    /** Whether all results are complete, as their last column says. */
    static boolean isComplete(Results results) {
        return results.rows().stream().allMatch(row -> row.get(row.size() - 1).equals("true"));
    }

    private static List<String> contestants() {
        return property("contestants");
    }

    private static List<Integer> receivers() {
        List<String> given = property("receivers");
        return given.isEmpty()
                ? RECEIVERS
                : given.stream().map(Integer::valueOf).toList();
    }

    private static List<String> property(String name) {
        return Stream.of(System.getProperty(name, "").split(",", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
