package dev.realtime4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page of the documentation whose middle is written anew. */
final class Page {
    private static final String BEGIN = "<!-- begin: written by ./bench -->\n";
    private static final String END = "<!-- end: written by ./bench -->\n";

    private Page() {}

    /** Puts a text in the place of what is between the two marks. */
    static void write(Path file, String text) throws IOException {
        String old = Files.readString(file);
        int begin = old.indexOf(BEGIN);
        int end = old.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(file + " lacks the marks " + BEGIN.strip() + " and " + END.strip());
        }
        Files.writeString(file, old.substring(0, begin) + BEGIN + text + old.substring(end));
    }

    /** Adds a table in Markdown. */
    static void table(StringBuilder text, String header, List<String> lines) {
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
