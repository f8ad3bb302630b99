package dev.realtime4j.benchmarks.growth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Stacks laid over each other: what is wider was seen more often, and stands on what has called it. Used by one thread. */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final int HEADING = 28;
    private static final double NARROWEST = 1.5;
    private static final double LETTER = 6.6;
    private static final List<String> COLOURS = List.of("#f4b183", "#f7caac", "#ffd966", "#f8cbad", "#ffe699");

    private final String title;
    private final Frame root = new Frame();

    FlameGraph(String title) {
        this.title = title;
    }

    /** A function where it was called from. */
    private static final class Frame {
        private final Map<String, Frame> callees = new TreeMap<>();
        private long samples;

        int depth(long least) {
            return 1
                    + callees.values().stream()
                            .filter(callee -> callee.samples >= least)
                            .mapToInt(callee -> callee.depth(least))
                            .max()
                            .orElse(0);
        }
    }

    /** Adds a stack, outermost first, that was seen so often. */
    void add(List<String> stack, long times) {
        Frame frame = root;
        frame.samples += times;
        for (String name : stack) {
            frame = frame.callees.computeIfAbsent(name, it -> new Frame());
            frame.samples += times;
        }
    }

    /** How many samples there are. */
    long samples() {
        return root.samples;
    }

    /** A picture; the whole name and the part of all samples show when a frame is pointed at. */
    String svg() {
        long least = (long) Math.ceil(NARROWEST * root.samples / WIDTH);
        int height = HEADING + ROW * root.depth(Math.max(1, least)) + 4;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\""
                        + " font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"4\" y=\"18\" font-size=\"14\">%s</text>%n",
                WIDTH,
                height,
                escaped(title)));
        draw(svg, "all, " + root.samples + " samples", root, 0, height - ROW - 2);
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, String name, Frame frame, double x, int y) {
        double width = (double) WIDTH * frame.samples / root.samples;
        if (width < NARROWEST) {
            return;
        }
        int letters = (int) (width / LETTER) - 1;
        String shown = letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\""
                        + " stroke=\"white\"/><text x=\"%.1f\" y=\"%d\">%s</text></g>%n",
                escaped(name),
                100.0 * frame.samples / root.samples,
                x,
                y,
                width,
                ROW,
                COLOURS.get(Math.floorMod(name.hashCode(), COLOURS.size())),
                x + 3,
                y + 12,
                escaped(shown)));
        double left = x;
        for (Map.Entry<String, Frame> callee : frame.callees.entrySet()) {
            draw(svg, callee.getKey(), callee.getValue(), left, y - ROW);
            left += (double) WIDTH * callee.getValue().samples / root.samples;
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
