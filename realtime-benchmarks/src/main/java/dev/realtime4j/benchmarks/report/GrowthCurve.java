package dev.realtime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a unit costs at each number of something, as a multiple of what it costs at the first.
 *
 * @param name what there is more of
 * @param unit what costs
 */
record GrowthCurve(String name, String unit, List<Point> points) {

    /** A number, and what a unit costs there. */
    record Point(int size, double relative) {}

    static List<GrowthCurve> of(Results results) {
        Map<String, GrowthCurve> curves = new LinkedHashMap<>();
        for (List<String> row : results.rows()) {
            curves.computeIfAbsent(row.get(0), name -> new GrowthCurve(name, row.get(1), new ArrayList<>()))
                    .points
                    .add(new Point(Integer.parseInt(row.get(2)), Double.parseDouble(row.get(4))));
        }
        return List.copyOf(curves.values());
    }

    /** Adds a table for each curve. */
    static void write(StringBuilder text, List<GrowthCurve> curves) {
        text.append("## Growth\n\n![How cost grows](images/growth.svg)\n\n");
        for (GrowthCurve curve : curves) {
            text.append(curve.points.stream()
                    .map(point -> String.format(Locale.ROOT, " %,d |", point.size))
                    .collect(Collectors.joining("", "| " + curve.name + " |", "\n")));
            text.append("|---|").append("---|".repeat(curve.points.size())).append('\n');
            text.append(curve.points.stream()
                    .map(point -> String.format(Locale.ROOT, " %.2f |", point.relative))
                    .collect(Collectors.joining("", "| CPU " + curve.unit + " |", "\n\n")));
        }
    }
}
