package dev.realtime4j.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws curves of growth, both scales logarithmic: a horizontal line is cost that does not grow. */
final class GrowthPlot {
    private static final int LEFT = 50;
    private static final int TOP = 20;
    private static final int WIDTH = 460;
    private static final int HEIGHT = 320;
    private static final int MOST_POWER = 6;
    private static final int LEGEND = LEFT + WIDTH + 20;
    private static final List<String> COLOURS =
            List.of("#1f6feb", "#cf222e", "#1a7f37", "#bf8700", "#8250df", "#0a7ea4", "#d4478b", "#57606a", "#6e4b1f");

    private final StringBuilder svg = new StringBuilder();
    private final double lowest;
    private final double highest;

    private GrowthPlot(double lowest, double highest) {
        this.lowest = lowest;
        this.highest = highest;
    }

    static String svg(List<GrowthCurve> curves) {
        List<Double> all = curves.stream()
                .flatMap(curve -> curve.points().stream())
                .map(point -> Math.log10(point.relative()))
                .toList();
        double least = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = all.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        GrowthPlot plot = new GrowthPlot(Math.floor(least), Math.max(1, Math.ceil(most)));
        plot.frame();
        for (int i = 0; i < curves.size(); i++) {
            plot.curve(curves.get(i), COLOURS.get(i % COLOURS.size()), i);
        }
        return plot.svg.append("</svg>\n").toString();
    }

    private void frame() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                TOP + HEIGHT + 50);
        for (int power = 0; power <= MOST_POWER; power++) {
            double x = x(Math.pow(10, power));
            add("<path d=\"M%.1f %dV%d\" stroke=\"#ddd\"/>%n", x, TOP, TOP + HEIGHT);
            text(x, TOP + HEIGHT + 16, "middle", String.format(Locale.ROOT, "%,d", (long) Math.pow(10, power)));
        }
        for (double power = lowest; power <= highest; power++) {
            double y = y(Math.pow(10, power));
            add("<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>%n", LEFT, y, LEFT + WIDTH, power == 0 ? "#666" : "#ddd");
            text(LEFT - 6, y + 4, "end", String.format(Locale.ROOT, "%s", Math.pow(10, power)));
        }
        text(
                LEFT + WIDTH / 2.0,
                TOP + HEIGHT + 38,
                "middle",
                "how many; cost of a unit as a multiple of the first point");
    }

    private void curve(GrowthCurve curve, String colour, int number) {
        String line = curve.points().stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.size()), y(point.relative())))
                .collect(Collectors.joining(" "));
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", line, colour);
        for (GrowthCurve.Point point : curve.points()) {
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                    x(point.size()), y(point.relative()), colour);
        }
        int y = TOP + 14 + 22 * number;
        add("<path d=\"M%d %dh16\" stroke=\"%s\" stroke-width=\"3\"/>%n", LEGEND, y - 4, colour);
        text(LEGEND + 22, y, "start", curve.name());
    }

    private static double x(double size) {
        return LEFT + WIDTH * Math.log10(size) / MOST_POWER;
    }

    private double y(double relative) {
        return TOP + HEIGHT * (highest - Math.log10(relative)) / (highest - lowest);
    }

    private void text(double x, double y, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
