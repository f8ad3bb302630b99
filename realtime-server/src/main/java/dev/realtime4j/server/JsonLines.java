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
     * @return false once nobody reads any more, as in {@code … | head -n 1}
     */
    boolean print(Object value) {
        out.print(MAPPER.writeValueAsString(value) + '\n');
        return !out.checkError();
    }
}
