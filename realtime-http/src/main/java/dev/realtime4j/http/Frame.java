package dev.realtime4j.http;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * One server-sent event, encoded once for all streams: the line with its id, then the rest. A stream of several channels
 * writes a line of its own in front of the rest.
 *
 * @param bytes the whole frame; never changed
 * @param rest where the line with the id ends
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never compared
record Frame(byte[] bytes, int rest) {
    private static final JsonStringEncoder NAMES = JsonStringEncoder.getInstance();

    /** A message, its data spliced in as it was emitted. */
    static Frame of(Message<?> message) {
        ByteBuffer data = message.jsonBytes();
        String id = message.id().toString();
        byte[] head = utf8("id: " + id + "\ndata: {\"id\":\"" + id + "\",\"data\":");
        StringBuilder end = new StringBuilder(128).append(",\"event\":\"");
        NAMES.quoteAsString(message.event(), end);
        NAMES.quoteAsString(message.channel(), end.append("\",\"channel\":\""));
        byte[] tail = utf8(end.append("\",\"timestamp\":")
                .append(message.epochMillis())
                .append("}\n\n")
                .toString());
        byte[] all = new byte[head.length + data.remaining() + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        int until = head.length + data.remaining();
        data.get(all, head.length, data.remaining());
        for (int i = head.length; i < until; i++) {
            if (all[i] == '\n' || all[i] == '\r') { // only between tokens; from a store that others write to
                all[i] = ' ';
            }
        }
        System.arraycopy(tail, 0, all, until, tail.length);
        return new Frame(all, "id: \n".length() + id.length());
    }

    /** What is told once the channel is followed. */
    static byte[] connected(String channel, Position position) {
        return utf8("data: {\"type\":\"connected\",\"channel\":" + quoted(channel) + ",\"cursor\":\"" + position
                + "\"}\n\n");
    }

    static byte[] gap(Gap gap) {
        return utf8("event: " + (gap.isReset() ? "reset" : "gap") + "\ndata: " + Errors.JSON.writeValueAsString(gap)
                + "\n\n");
    }

    static byte[] ping(long nowMillis) {
        return utf8("data: {\"type\":\"ping\",\"timestamp\":" + nowMillis + "}\n\n");
    }

    static byte[] reconnect(long nowMillis) {
        return utf8("data: {\"type\":\"reconnect\",\"timestamp\":" + nowMillis + "}\n\n");
    }

    static byte[] error(String message) {
        return utf8("data: {\"type\":\"error\",\"error\":" + quoted(message) + "}\n\n");
    }

    static byte[] retry(long millis) {
        return utf8("retry: " + millis + "\n");
    }

    static byte[] id(String position) {
        return utf8("id: " + position + "\n");
    }

    private static String quoted(String text) {
        return Errors.JSON.writeValueAsString(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
