package dev.realtime4j.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the tables of docs/performance.md, between two marks, and the plot beside it. */
public final class Report {
    private static final String REFERENCE = "SubmissionPublisher";
    private static final String BEGIN = "<!-- begin: written by ./bench -->\n";
    private static final String END = "<!-- end: written by ./bench -->\n";

    private Report() {}

    /**
     * Writes the report of all results that are there.
     *
     * @param docs the folder of performance.md
     * @throws IOException if it cannot be written
     */
    public static void write(Path docs) throws IOException {
        List<FanOutRow> rows = FanOutRow.of(Results.read("fan-out"), REFERENCE);
        StringBuilder text = new StringBuilder();
        text.append(machine()).append('\n');
        if (!rows.isEmpty()) {
            Files.writeString(docs.resolve("performance.svg"), Plot.svg(rows));
            fanOut(text, rows);
        }
        allocation(text, Results.read("allocation").rows());
        memory(text, Results.read("memory").rows());
        replay(text, Results.read("replay").rows());
        Path file = docs.resolve("performance.md");
        String old = Files.readString(file);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(file + " lacks the marks " + BEGIN.strip() + " and " + END.strip());
        }
        Files.writeString(file, old.substring(0, begin) + BEGIN + text + old.substring(end));
    }

    private static String machine() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%nMeasured on Java %s with %d cores and %d GiB of memory.%n",
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
        table(
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
        table(text, "subscribers | bytes per emit, beyond the payload | bytes per further delivery", lines);
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
        table(text, "what | how many | bytes of heap each | threads of the JVM (last row: more than before)", lines);
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
        table(
                text,
                "messages in the ring | stored before | emitted meanwhile | received in order | seconds"
                        + " | MB of heap beyond the log",
                lines);
    }

    private static void table(StringBuilder text, String header, List<String> lines) {
        int columns = header.split("\\|", -1).length;
        text.append("| ")
                .append(header)
                .append(" |\n|")
                .append("---|".repeat(columns))
                .append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        text.append('\n');
    }
}
