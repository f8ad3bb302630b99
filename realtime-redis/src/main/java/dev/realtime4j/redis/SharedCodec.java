package dev.realtime4j.redis;

import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries that applications on {@code @upstash/realtime} may have written. That library writes strings as they are and
 * all else as JSON text, so a value that is JSON is taken for JSON, and any other for a string.
 */
final class SharedCodec {
    private SharedCodec() {}

    /** Reads an entry of a stream; null if it is no message of either library. */
    static EntryCodec.@Nullable Placed entry(MessageId id, List<?> fields) {
        byte[] event = EntryCodec.field(fields, "event");
        byte[] data = EntryCodec.field(fields, "data");
        byte[] previous = EntryCodec.field(fields, "prev");
        if (event == null || data == null) {
            return null;
        }
        try {
            // Checks the name as well.
            String name = EventType.of(name(event), Object.class).name();
            MessageId before = previous == null ? null : Replies.id(previous);
            return new EntryCodec.Placed(new StoredEntry(id, name, json(data), id.major()), before);
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    private static String name(byte[] field) {
        if (field.length > 2 && field[0] == '"') {
            try {
                return String.valueOf(JacksonCodec.DEFAULT.decode(field, String.class));
            } catch (IllegalArgumentException raw) {
                return Replies.text(field);
            }
        }
        return Replies.text(field);
    }

    private static byte[] json(byte[] field) {
        try {
            return RawJson.wrap(field).bytes();
        } catch (IllegalArgumentException raw) {
            return JacksonCodec.DEFAULT.encode(new String(field, StandardCharsets.UTF_8));
        }
    }
}
