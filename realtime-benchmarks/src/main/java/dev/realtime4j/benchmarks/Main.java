package dev.realtime4j.benchmarks;

import dev.realtime4j.benchmarks.fanout.FanOut;
import dev.realtime4j.benchmarks.http.HttpFanOut;
import dev.realtime4j.benchmarks.report.Report;
import dev.realtime4j.benchmarks.report.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs one benchmark, or writes the report of what has been run; see ./bench --help. */
public final class Main {
    private static final List<Integer> RECEIVERS = List.of(1, 10, 1000);
    private static final List<Integer> STREAMS = List.of(1000, 5000);

    private Main() {}

    /**
     * Runs. Ends the JVM with status 1 if messages were lost or came out of order.
     *
     * @param arguments what to run, and options
     * @throws Exception if it cannot be run
     */
    public static void main(String[] arguments) throws Exception {
        boolean smoke = List.of(arguments).contains("--smoke");
        boolean complete = switch (arguments[0]) {
            case "fan-out" -> kept(FanOut.run(smoke, contestants(), receivers()));
            case "allocation" -> kept(Allocation.run(smoke));
            case "http" -> kept(HttpFanOut.run(smoke, receivers().equals(RECEIVERS) ? STREAMS : receivers()));
            case "memory" -> kept(Footprint.run(smoke));
            case "replay" -> kept(Replay.run(smoke));
            case "report" -> {
                Report.write(Path.of("docs"));
                yield true;
            }
            default -> throw new IllegalArgumentException("Unknown benchmark " + arguments[0]);
        };
        if (!complete) {
            System.err.println("FAILED: " + arguments[0] + ": something was lost, out of order or left behind");
        }
        System.exit(complete ? 0 : 1);
    }

    /** Writes the results; gives whether all of them are complete, as their last column says. */
    private static boolean kept(Results results) throws Exception {
        results.write();
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
