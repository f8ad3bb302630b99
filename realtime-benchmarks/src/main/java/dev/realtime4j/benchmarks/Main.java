package dev.realtime4j.benchmarks;

import dev.realtime4j.benchmarks.fanout.FanOut;
import dev.realtime4j.benchmarks.report.Results;
import java.util.List;
import java.util.stream.Stream;

/** Runs one benchmark, or writes the report of what has been run; see ./bench --help. */
public final class Main {
    private Main() {}

    /**
     * Runs.
     *
     * @param arguments what to run, and options
     * @throws Exception if it cannot be run
     */
    public static void main(String[] arguments) throws Exception {
        boolean smoke = List.of(arguments).contains("--smoke");
        boolean ok = true;
        switch (arguments[0]) {
            case "fan-out" -> {
                Results results = FanOut.run(smoke, list("contestants"), sizes());
                results.write();
                ok = results.rows().stream().allMatch(row -> row.get(5).equals("true"));
            }
            default -> throw new IllegalArgumentException("Unknown benchmark " + arguments[0]);
        }
        if (!ok) {
            System.err.println("Messages were lost or came out of order");
        }
        System.exit(ok ? 0 : 1);
    }

    private static List<Integer> sizes() {
        List<String> given = list("receivers");
        return given.isEmpty()
                ? List.of(1, 10, 1000)
                : given.stream().map(Integer::valueOf).toList();
    }

    private static List<String> list(String property) {
        return Stream.of(System.getProperty(property, "").split(",", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
