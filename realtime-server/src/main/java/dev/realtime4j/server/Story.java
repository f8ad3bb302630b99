package dev.realtime4j.server;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** Prints what the demo does: one numbered title a step, what is called, and what comes of it. */
final class Story {
    private final PrintWriter out;
    private final Ansi ansi;
    private int step;

    Story(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void say(String text) {
        line("", text);
    }

    void step(String title) {
        line("", "");
        line("bold", ++step + ". " + title);
    }

    /** Something that the application calls. */
    void call(String text) {
        line("faint", "   > " + text);
    }

    /** Something that comes of it. */
    void outcome(String text) {
        line("green", "     " + text);
    }

    /** Something that went wrong on purpose. */
    void trouble(String text) {
        line("yellow", "     " + text);
    }

    private void line(String style, String text) {
        // Styled by hand: in ansi.string(text) a text such as "@|" would be read as a style.
        if (style.isEmpty() || !ansi.enabled()) {
            out.println(text);
        } else {
            out.println(Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.off());
        }
        out.flush();
    }
}
