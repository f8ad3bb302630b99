package dev.realtime4j.server;

import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;

/** Prints values as JSON, one a line, each flushed at once: whoever reads the pipe need not wait for a full buffer. */
final class JsonLines {
    private static final JsonMapper MAPPER = new JsonMapper();
    private final PrintWriter out;

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints one line.
     *
     * @return false once it cannot be written; {@link Output#failure} says whether that is more than a reader who has gone
     */
    boolean print(Object value) {
        out.print(MAPPER.writeValueAsString(value) + '\n');
        return !out.checkError();
    }
}
