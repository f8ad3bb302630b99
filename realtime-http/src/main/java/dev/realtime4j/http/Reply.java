package dev.realtime4j.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole response.
 *
 * @param status the status, 200 to 599
 * @param headers the headers, by name
 * @param body the body; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
public record Reply(int status, Map<String, String> headers, byte[] body) {

    /**
     * Makes a reply.
     *
     * @param status the status
     * @param headers the headers, by name
     * @param body the body
     * @throws IllegalArgumentException if the status is not 200 to 599, or a header holds a line break
     */
    public Reply {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("The status of a reply is 200 to 599, got " + status);
        }
        headers.forEach(Reply::checkHeader);
        headers = Map.copyOf(headers);
    }

    private static void checkHeader(String name, String value) {
        if (name.isEmpty() || breaks(name) || breaks(value)) {
            throw new IllegalArgumentException("A header has a name and no line breaks: " + name);
        }
    }

    private static boolean breaks(String text) {
        return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0 || text.indexOf(0) >= 0;
    }

    /**
     * A reply of JSON.
     *
     * @param status the status
     * @param json the body, in UTF-8
     * @return the reply, not to be stored by caches
     */
    public static Reply json(int status, byte[] json) {
        return new Reply(
                status, Map.of("Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"), json);
    }

    /**
     * A reply of plain text.
     *
     * @param status the status
     * @param text the body
     * @return the reply, not to be stored by caches
     */
    public static Reply text(int status, String text) {
        return new Reply(
                status,
                Map.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a header, or replaces it.
     *
     * @param name its name
     * @param value its value
     * @return a changed copy
     * @throws IllegalArgumentException if it holds a line break
     */
    public Reply with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.keySet().removeIf(name::equalsIgnoreCase);
        changed.put(name, value);
        return new Reply(status, changed, body);
    }
}
