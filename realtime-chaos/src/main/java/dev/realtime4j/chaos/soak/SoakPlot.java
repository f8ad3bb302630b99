package dev.realtime4j.chaos.soak;

import java.util.List;
import java.util.Locale;

/** Draws each measure over the time of a run, as SVG. */
final class SoakPlot {
    private static final int LEFT = 60;
    private static final int WIDTH = 900;
    private static final int HEIGHT = 110;
    private static final int ROW = HEIGHT + 50;
    private static final int TOP = 50;

    private SoakPlot() {}

    static String svg(String title, List<Sample> samples) {
        Measure[] measures = Measure.values();
        double end = samples.get(samples.size() - 1).seconds();
        StringBuilder svg = new StringBuilder();
        print(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LEFT + WIDTH + 20,
                TOP + measures.length * ROW);
        print(svg, "<text x=\"%d\" y=\"20\">%s, %.0f s</text>%n", LEFT, title, end);
        for (int i = 0; i < measures.length; i++) {
            row(svg, TOP + i * ROW, measures[i], samples, end);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void row(StringBuilder svg, int top, Measure measure, List<Sample> samples, double end) {
        double most =
                Math.max(1, samples.stream().mapToDouble(measure::of).max().orElse(1));
        print(svg, "<text x=\"%d\" y=\"%d\" fill=\"#333\">%s</text>%n", LEFT, top - 6, measure);
        print(svg, "<text x=\"10\" y=\"%d\" fill=\"#333\">%.0f</text>%n", top + 10, most);
        print(svg, "<text x=\"10\" y=\"%d\" fill=\"#333\">0</text>%n", top + HEIGHT);
        print(svg, "<path d=\"M%d %dV%dH%d\" stroke=\"#333\" fill=\"none\"/>%n", LEFT, top, top + HEIGHT, LEFT + WIDTH);
        StringBuilder points = new StringBuilder();
        for (Sample sample : samples) {
            print(
                    points,
                    "%.1f,%.1f ",
                    LEFT + WIDTH * sample.seconds() / end,
                    top + HEIGHT - HEIGHT * measure.of(sample) / most);
        }
        print(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f6feb\"/>%n", points);
    }

    private static void print(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
