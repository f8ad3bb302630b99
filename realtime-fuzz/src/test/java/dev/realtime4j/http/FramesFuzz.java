package dev.realtime4j.http;

import dev.realtime4j.EventType;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.JsonMismatchException;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.fuzz.Input;
import dev.realtime4j.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Data that is accepted is one JSON value, and a message of it is one event of a stream that says what was stored. */
public final class FramesFuzz {
    private FramesFuzz() {}

    /** One run. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String channel = input.text();
        String event = input.text();
        byte[] json;
        try {
            event = EventType.of(event, Object.class).name();
            json = RawJson.of(input.rest()).bytes();
        } catch (JsonMismatchException refused) {
            return;
        } catch (IllegalArgumentException noName) {
            return;
        }
        Message<?> message = Message.of(
                new Message.Origin(channel, JacksonCodec.DEFAULT),
                new StoredEntry(new MessageId(input.number() >>> 1, 7), event, json, 5));
        String frame = new String(Frame.of(message).bytes(), StandardCharsets.UTF_8);
        String[] lines = frame.split("\r\n|\n|\r", -1);
        Input.check(lines.length == 4 && lines[0].startsWith("id: ") && lines[1].startsWith("data: "), frame);
        Input.check(lines[2].isEmpty() && lines[3].isEmpty(), frame);
        if (depth(json) < 400) { // else the tree would be too deep for its reader
            JsonNode read = Errors.JSON.readTree(lines[1].substring("data: ".length()));
            Input.check(read.path("channel").asString().equals(channel), frame);
            Input.check(read.path("event").asString().equals(event), frame);
            Input.check(read.size() == 5, frame);
        }
    }

    private static int depth(byte[] json) {
        int open = 0;
        for (byte b : json) {
            open += b == '[' || b == '{' ? 1 : 0;
        }
        return open;
    }
}
