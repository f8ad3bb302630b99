package dev.realtime4j.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A row of a table of comparisons. */
record ComparisonRow(String what, String peer, String unit, double theirs, double ours, Spread ratio, Wanted wanted) {

    static List<ComparisonRow> of(Results results) {
        return results.rows().stream().map(ComparisonRow::of).toList();
    }

    private static ComparisonRow of(List<String> row) {
        Spread ratio = new Spread(number(row, 6), number(row, 5), number(row, 7));
        return new ComparisonRow(
                row.get(0), row.get(1), row.get(2), number(row, 3), number(row, 4), ratio, Wanted.parse(row.get(8)));
    }

    private static double number(List<String> row, int column) {
        return Double.parseDouble(row.get(column));
    }

    /** All of it, as a row of a table in Markdown. */
    String line() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s %s | %.2f (%.2f to %.2f) | %s |",
                what,
                peer,
                value(theirs),
                value(ours),
                unit,
                ratio.median(),
                ratio.least(),
                ratio.most(),
                mark());
    }

    /** What was wanted and reached, as a row of a table in Markdown. */
    String summary(String where) {
        return String.format(
                Locale.ROOT, "| %s | %s | %s | %s | %.2f %s |", where, what, peer, wanted, ratio.median(), mark());
    }

    private String mark() {
        return wanted.isReachedBy(ratio.median()) ? "🟢" : "🔴";
    }

    private static String value(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 1 ? "%.1f" : "%.3f", value);
    }
}
