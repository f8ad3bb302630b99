package dev.realtime4j.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Draws fan-out as bars of deliveries per second on a logarithmic scale, one group for each number of receivers. */
final class Plot {
    private static final int LEFT = 190;
    private static final int WIDTH = 460;
    private static final int BAR = 16;
    private static final int STEP = 22;
    private static final int HEADING = 34;
    private static final double LOWEST = 5;
    private static final double HIGHEST = 9;

    private Plot() {}

    static String svg(List<FanOutRow> rows) {
        StringBuilder body = new StringBuilder();
        int y = 10;
        int receivers = -1;
        for (FanOutRow row : rows) {
            if (row.receivers() != receivers) {
                receivers = row.receivers();
                y += HEADING;
                text(
                        body,
                        10,
                        y - 8,
                        "bold",
                        "start",
                        String.format(Locale.ROOT, "%,d %s", receivers, noun(receivers)));
            }
            bar(body, y, row);
            y += STEP;
        }
        int height = y + 40;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                height));
        for (int power = (int) LOWEST; power <= HIGHEST; power++) {
            double x = x(Math.pow(10, power));
            svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f 20V%d\" stroke=\"#ddd\"/>%n", x, height - 40));
            text(svg, x, height - 22, "normal", "middle", scale(power));
        }
        text(svg, LEFT + WIDTH / 2.0, height - 6, "normal", "middle", "messages delivered per second");
        return svg.append(body).append("</svg>\n").toString();
    }

    private static void bar(StringBuilder to, int y, FanOutRow row) {
        double end = x(row.perSecond().median() * row.receivers());
        double from = x(row.perSecond().least() * row.receivers());
        double until = x(row.perSecond().most() * row.receivers());
        String fill = row.contestant().equals("Realtime") ? "#1f6feb" : "#b8c4d0";
        text(to, LEFT - 8, y + 13, "normal", "end", row.contestant());
        to.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y,
                end - LEFT,
                BAR,
                fill));
        to.append(
                String.format(Locale.ROOT, "<path d=\"M%.1f %dH%.1f\" stroke=\"#333\"/>%n", from, y + BAR / 2, until));
        text(
                to,
                until + 6,
                y + 13,
                "normal",
                "start",
                String.format(Locale.ROOT, "%.1f M", row.perSecond().median() * row.receivers() / 1e6));
    }

    private static double x(double perSecond) {
        double place = (Math.log10(perSecond) - LOWEST) / (HIGHEST - LOWEST);
        return LEFT + WIDTH * Math.min(1, Math.max(0, place));
    }

    private static String scale(int power) {
        return power < 6 ? "0.1 M" : String.format(Locale.ROOT, "%,d M", (long) Math.pow(10, power - 6));
    }

    private static String noun(int receivers) {
        return receivers == 1 ? "subscriber" : "subscribers";
    }

    private static void text(StringBuilder to, double x, int y, String weight, String anchor, String text) {
        to.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" font-weight=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                weight,
                anchor,
                text));
    }
}
