package dev.realtime4j.redis;

import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the emit script writes: the fields of a stream's entry, and the payload that listeners are told.
 *
 * @see Script
 */
final class EntryCodec {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] PREVIOUS = ascii("\",\"prev\":\"");
    private static final byte[] EVENT = ascii("\",\"event\":");
    private static final byte[] CHANNEL = ascii(",\"channel\":");
    private static final byte[] PING = ascii("{\"type\":\"ping\"");
    private static final byte[] DATA = ascii(",\"data\":");

    /**
     * An entry and its place.
     *
     * @param entry the entry
     * @param previous the entry before it; {@link MessageId#BEGINNING} if there was none; null if the writer did not say
     */
    record Placed(StoredEntry entry, @Nullable MessageId previous) {}

    private EntryCodec() {}

    /** Whether a payload is the sign of life that applications of the shared format publish on their channels. */
    static boolean isPing(byte[] payload) {
        return end(payload, 0, PING) > 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A name without control characters as JSON text. */
    static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Reads an entry of a stream; null if this library did not write it. */
    static @Nullable Placed entry(MessageId id, List<?> fields) {
        byte[] event = field(fields, "event");
        byte[] data = field(fields, "data");
        byte[] previous = field(fields, "prev");
        if (event == null || data == null || previous == null) {
            return null;
        }
        try {
            String name = event(event, 0, event.length);
            StoredEntry stored = new StoredEntry(id, name, RawJson.wrap(data).bytes(), id.major());
            return new Placed(stored, Replies.id(previous));
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    static byte @Nullable [] field(List<?> fields, String name) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (Replies.text(fields.get(i)).equals(name) && fields.get(i + 1) instanceof byte[] value) {
                return value;
            }
        }
        return null;
    }

    /** Reads a payload; null if the emit script did not make it. */
    static @Nullable Placed payload(byte[] payload) {
        int id = end(payload, 0, ID);
        int idEnd = id < 0 ? -1 : indexOf(payload, id, '"');
        int previous = end(payload, idEnd, PREVIOUS);
        int previousEnd = previous < 0 ? -1 : indexOf(payload, previous, '"');
        int event = end(payload, previousEnd, EVENT);
        int eventEnd = textEnd(payload, event);
        int channel = end(payload, eventEnd, CHANNEL);
        int data = end(payload, textEnd(payload, channel), DATA);
        if (data < 0 || payload[payload.length - 1] != '}') {
            return null;
        }
        try {
            MessageId at = id(payload, id, idEnd);
            // Whoever may publish there may have sent anything.
            byte[] json = RawJson.wrap(Arrays.copyOfRange(payload, data, payload.length - 1))
                    .bytes();
            StoredEntry stored = new StoredEntry(at, event(payload, event, eventEnd), json, at.major());
            return new Placed(stored, id(payload, previous, previousEnd));
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    private static MessageId id(byte[] payload, int from, int to) {
        return MessageId.parse(new String(payload, from, to - from, StandardCharsets.US_ASCII));
    }

    /** Where what is expected at a place ends; -1 if it is not there. */
    private static int end(byte[] payload, int from, byte[] expected) {
        if (from < 0 || payload.length - from < expected.length) {
            return -1;
        }
        for (int i = 0; i < expected.length; i++) {
            if (payload[from + i] != expected[i]) {
                return -1;
            }
        }
        return from + expected.length;
    }

    private static int indexOf(byte[] payload, int from, char c) {
        for (int i = from; i < payload.length; i++) {
            if (payload[i] == c) {
                return i;
            }
        }
        return -1;
    }

    /** Where the JSON string that starts at a place ends; -1 if there is none. */
    private static int textEnd(byte[] payload, int from) {
        if (from < 0 || from >= payload.length || payload[from] != '"') {
            return -1;
        }
        for (int i = from + 1; i < payload.length; i++) {
            if (payload[i] == '\\') {
                i++;
            } else if (payload[i] == '"') {
                return i + 1;
            }
        }
        return -1;
    }

    /** The name of an event in JSON text; what is no name others have written. */
    private static String event(byte[] json, int from, int to) {
        return EventType.of(unquoted(json, from, to), Object.class).name();
    }

    private static String unquoted(byte[] json, int from, int to) {
        if (to - from < 3 || json[from] != '"' || json[to - 1] != '"') {
            throw new IllegalArgumentException("Not a name as JSON text");
        }
        String inner = new String(json, from + 1, to - from - 2, StandardCharsets.UTF_8);
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        return String.valueOf(JacksonCodec.DEFAULT.decode(Arrays.copyOfRange(json, from, to), String.class));
    }
}
