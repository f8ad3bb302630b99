package dev.realtime4j.chaos;

import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Draws a run over its time: what was acknowledged, failed and delivered each second, the faults, and what came of them. */
final class Timeline {
    private static final int LEFT = 60;
    private static final int TOP = 50;
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 220;
    private static final Map<String, String> COLOURS = colours();

    private final Map<String, TreeMap<Long, Integer>> rates = new LinkedHashMap<>();
    private final Map<Long, Band> bands = new LinkedHashMap<>();
    private final StringBuilder svg = new StringBuilder();
    private String title = "";
    private double seconds = 1;

    /** A fault, and when it was recovered from: the first acknowledgement and the first delivery after its end. */
    private static final class Band {
        private final String kind;
        private final double from;
        private double to;
        private double acknowledged = Double.NaN;
        private double delivered = Double.NaN;

        private Band(String kind, double from) {
            this.kind = kind;
            this.from = from;
            this.to = from;
        }

        private boolean isOver() {
            return to > from;
        }
    }

    private Timeline(History history) {
        COLOURS.keySet().forEach(name -> rates.put(name, new TreeMap<>()));
        List<Band> waiting = new ArrayList<>();
        history.operations().forEach(operation -> take(operation, waiting));
    }

    private static Map<String, String> colours() {
        Map<String, String> colours = new LinkedHashMap<>();
        colours.put("acknowledged", "#1f6feb");
        colours.put("delivered", "#2da44e");
        colours.put("failed", "#d1242f");
        colours.put("gaps and resets", "#bf8700");
        return colours;
    }

    /** Draws the timeline of a run. */
    static String svg(History history) {
        return new Timeline(history).draw();
    }

    /** The faults of a run with the time, in ms, until the next acknowledgement and the next delivery. */
    static List<String> recoveries(History history) {
        return new Timeline(history)
                .bands.values().stream()
                        .map(band -> String.format(
                                Locale.ROOT,
                                "%6.1f s  %-28s %6.0f ms, then acknowledged after %.0f ms, delivered after %.0f ms",
                                band.from,
                                band.kind,
                                1000 * (band.to - band.from),
                                1000 * (band.acknowledged - band.to),
                                1000 * (band.delivered - band.to)))
                        .toList();
    }

    private void take(Operation operation, List<Band> waiting) {
        double at = operation.at() / 1e6;
        seconds = Math.max(seconds, at);
        if (operation instanceof Operation.RunBegun begun) {
            title = begun.backend() + ", seed " + begun.seed();
        } else if (operation instanceof Operation.EmitAcknowledged) {
            count("acknowledged", at);
            waiting.forEach(band -> band.acknowledged = Double.isNaN(band.acknowledged) ? at : band.acknowledged);
        } else if (operation instanceof Operation.Delivered) {
            count("delivered", at);
            waiting.forEach(band -> band.delivered = Double.isNaN(band.delivered) ? at : band.delivered);
        } else if (operation instanceof Operation.EmitFailed) {
            count("failed", at);
        } else if (operation instanceof Operation.GapTold) {
            count("gaps and resets", at);
        } else if (operation instanceof Operation.FaultBegun begun) {
            bands.put(begun.fault(), new Band(begun.kind(), at));
        } else if (operation instanceof Operation.FaultEnded ended) {
            Band band = bands.get(ended.fault());
            if (band != null) {
                band.to = at;
                waiting.add(band);
            }
        }
        waiting.removeIf(band -> !Double.isNaN(band.acknowledged) && !Double.isNaN(band.delivered));
    }

    private void count(String rate, double at) {
        rates.getOrDefault(rate, new TreeMap<>()).merge((long) at, 1, Integer::sum);
    }

    private String draw() {
        int most = rates.values().stream()
                .flatMap(rate -> rate.values().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        print(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                LEFT + WIDTH + 20, TOP + HEIGHT + 150);
        text(LEFT, 18, "#000", title);
        bands.values().forEach(this::drawBand);
        int legend = LEFT;
        for (Map.Entry<String, String> entry : COLOURS.entrySet()) {
            text(legend, 38, entry.getValue(), entry.getKey() + "/s");
            legend += 140;
            TreeMap<Long, Integer> rate = rates.getOrDefault(entry.getKey(), new TreeMap<>());
            StringBuilder points = new StringBuilder();
            for (long second = 0; second <= (long) seconds; second++) {
                points.append(String.format(
                        Locale.ROOT, "%.1f,%.1f ", x(second + 0.5), y(rate.getOrDefault(second, 0), most)));
            }
            print("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>%n", points, entry.getValue());
        }
        print("<path d=\"M%d %dV%dH%d\" stroke=\"#333\" fill=\"none\"/>%n", LEFT, TOP, TOP + HEIGHT, LEFT + WIDTH);
        text(10, TOP + 8, "#333", Integer.toString(most));
        text(10, TOP + HEIGHT, "#333", "0");
        text(LEFT + WIDTH - 60, TOP + HEIGHT + 140, "#333", String.format(Locale.ROOT, "%.0f s", seconds));
        return svg.append("</svg>\n").toString();
    }

    private void drawBand(Band band) {
        double end = band.isOver() ? band.to : seconds;
        print(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#d0d7de\"/>%n",
                x(band.from), TOP, Math.max(1, x(end) - x(band.from)), HEIGHT);
        if (!Double.isNaN(band.delivered)) {
            print(
                    "<path d=\"M%.1f %dv%d\" stroke=\"#2da44e\" stroke-dasharray=\"3\"/>%n",
                    x(band.delivered), TOP, HEIGHT);
        }
        print(
                "<text transform=\"translate(%.1f %d) rotate(60)\" font-size=\"10\">%s</text>%n",
                x(band.from), TOP + HEIGHT + 12, band.kind);
    }

    private double x(double second) {
        return LEFT + WIDTH * second / (seconds + 1);
    }

    private static double y(int value, int most) {
        return TOP + HEIGHT - (double) HEIGHT * value / most;
    }

    private void text(int x, int y, String colour, String text) {
        print("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n", x, y, colour, text);
    }

    private void print(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
