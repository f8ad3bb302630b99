package dev.realtime4j.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the tables of docs/performance.md and docs/scale.md, between two marks, and the plots. */
public final class Report {
    private static final String REFERENCE = "SubmissionPublisher";

    private Report() {}

    /**
     * Writes the report of all results that are there.
     *
     * @param docs the folder of both
     * @throws IOException if it cannot be written
     */
    public static void write(Path docs) throws IOException {
        List<FanOutRow> rows = FanOutRow.of(Results.read("fan-out"), REFERENCE);
        StringBuilder text = new StringBuilder();
        if (!rows.isEmpty()) {
            Files.writeString(docs.resolve("performance.svg"), Plot.svg(rows));
            fanOut(text, rows);
        }
        allocation(text, Results.read("allocation").rows());
        memory(text, Results.read("memory").rows());
        replay(text, Results.read("replay").rows());
        List<Peers> all = Peers.all();
        all.forEach(peers -> comparisons(text, peers));
        growth(text, docs, Results.read("growth"));
        noise(text, Results.read(Noise.TABLE).rows());
        Page.write(docs.resolve("performance.md"), machine() + summary(rows, all) + text);
        Page.write(docs.resolve("scale.md"), machine() + ScaleReport.text(Results.read("scale")));
    }

    /** The comparisons of one kind. */
    private record Peers(String title, List<ComparisonRow> rows) {
        static Peers read(String title, String... results) throws IOException {
            List<ComparisonRow> rows = new ArrayList<>();
            for (String name : results) {
                rows.addAll(ComparisonRow.of(Results.read(name)));
            }
            return new Peers(title, rows);
        }

        static List<Peers> all() throws IOException {
            return List.of(
                    read("Redis", "redis", "redis-peers"),
                    read("NATS", "nats"),
                    read("Kafka", "kafka", "kafka-peers"),
                    read("HTTP", "http-fan-out", "http-latency", "http-return", "http-idle"));
        }
    }

    /** Everything that has a target, in one table. */
    private static String summary(List<FanOutRow> fanOut, List<Peers> all) {
        List<String> lines = new ArrayList<>();
        for (FanOutRow row : fanOut) {
            if (row.contestant().equals("Realtime")) {
                lines.add(row.asComparison(REFERENCE).summary("in-process"));
            }
        }
        for (Peers peers : all) {
            peers.rows.forEach(row -> lines.add(row.summary(peers.title)));
        }
        StringBuilder text = new StringBuilder("## Targets\n\n");
        Page.table(text, "where | what | beside | wanted | ratio reached", lines);
        return text.toString();
    }

    private static void comparisons(StringBuilder text, Peers peers) {
        if (peers.rows.isEmpty()) {
            return;
        }
        text.append("## ").append(peers.title).append("\n\n");
        Page.table(
                text,
                "what | peer | peer's median | Realtime's median | ratio (least to most) | ",
                peers.rows.stream().map(ComparisonRow::line).toList());
    }

    private static String machine() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%nMeasured on Java %s with %d cores and %d GiB of memory.%n%n",
                Runtime.version(),
                system.getAvailableProcessors(),
                Math.round(system.getTotalMemorySize() / (double) (1L << 30)));
    }

    private static void fanOut(StringBuilder text, List<FanOutRow> rows) {
        text.append("## Fan-out\n\n![Messages delivered per second](performance.svg)\n\n");
        List<String> lines = new ArrayList<>();
        for (FanOutRow row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %,d | %s | %,.0f | %,.0f | %.2f (%.2f to %.2f) | %.2f |",
                    row.receivers(),
                    row.contestant(),
                    row.perSecond().median(),
                    row.perSecond().median() * row.receivers(),
                    row.ratio().median(),
                    row.ratio().least(),
                    row.ratio().most(),
                    row.cpuMicros().median()));
        }
        Page.table(
                text,
                "subscribers | library | messages/s | deliveries/s | times " + REFERENCE + " | µs of CPU per message",
                lines);
        text.append("Medians of ")
                .append(rows.get(0).rounds())
                .append(" rounds; in brackets the spread of the ratio, which is taken within each round.\n\n");
    }

    private static void allocation(StringBuilder text, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        double base = 0;
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            int subscriptions = Integer.parseInt(row.get(0));
            double bytes = Double.parseDouble(row.get(2)) / Double.parseDouble(row.get(1));
            base = subscriptions <= 1 ? bytes : base;
            String each = subscriptions <= 1
                    ? ""
                    : String.format(Locale.ROOT, "%.3f", Math.max(0, bytes - base) / (subscriptions - 1));
            lines.add(String.format(Locale.ROOT, "| %,d | %.1f | %s |", subscriptions, bytes, each));
        }
        text.append("## Allocation\n\n");
        Page.table(text, "subscribers | bytes per emit, beyond the payload | bytes per further delivery", lines);
    }

    private static void memory(StringBuilder text, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        text.append("## Memory\n\n");
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %s |",
                    row.get(0),
                    Integer.parseInt(row.get(1)),
                    row.get(2),
                    row.get(3)));
        }
        Page.table(
                text, "what | how many | bytes of heap each | threads of the JVM (last row: more than before)", lines);
    }

    private static void replay(StringBuilder text, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        text.append("## Replay\n\n");
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %,d | %,d | %,d | %,d | %.2f | %.1f |",
                    Long.parseLong(row.get(0)),
                    Long.parseLong(row.get(1)),
                    Long.parseLong(row.get(2)),
                    Long.parseLong(row.get(3)),
                    Long.parseLong(row.get(4)) / 1e9,
                    Long.parseLong(row.get(5)) / 1e6));
        }
        Page.table(
                text,
                "messages in the ring | stored before | emitted meanwhile | received in order | seconds"
                        + " | MB of heap beyond the log",
                lines);
    }

    private static void growth(StringBuilder text, Path docs, Results results) throws IOException {
        List<GrowthCurve> curves = GrowthCurve.of(results);
        if (!curves.isEmpty()) {
            Files.writeString(docs.resolve("images").resolve("growth.svg"), GrowthPlot.svg(curves));
            GrowthCurve.write(text, curves);
        }
    }

    private static void noise(StringBuilder text, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        text.append(
                "## Noise of the machine\n\nA loop that always does the same, timed before each benchmark, between its"
                        + " rounds and after it, in µs.\n\n");
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> micros =
                    row.subList(2, 7).stream().map(Report::rounded).toList();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s to %s |",
                    row.get(0),
                    row.get(1),
                    micros.get(0),
                    micros.get(1),
                    micros.get(2),
                    micros.get(3),
                    micros.get(4)));
        }
        Page.table(text, "benchmark | loops | before | between | after | least to most", lines);
    }

    /** A number without a fraction; what was not measured stays empty. */
    private static String rounded(String number) {
        return number.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f", Double.valueOf(number));
    }
}
