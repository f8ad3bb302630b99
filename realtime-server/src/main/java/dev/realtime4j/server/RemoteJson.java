package dev.realtime4j.server;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads what a server prints; data is cut out as it is, to the digit (Rule N3). */
final class RemoteJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * A frame of a stream.
     *
     * @param entry the message, if it is one
     * @param type of a frame that is none, such as {@code connected}
     * @param cursor where a connected channel stands
     */
    record Frame(
            @Nullable StoredEntry entry,
            String type,
            @Nullable MessageId cursor) {}

    /**
     * A page of history.
     *
     * @param entries the messages, in the page's order
     * @param cursor how far was scanned; the head for a page of the latest
     * @param next where the next page starts, or null at the end
     * @param lost why something is missing before it, or null
     * @param lostUpTo where it goes on after what is missing
     */
    record History(
            List<StoredEntry> entries,
            MessageId cursor,
            @Nullable MessageId next,
            Gap.@Nullable Reason lost,
            @Nullable MessageId lostUpTo) {}

    private final byte[] bytes;
    private final JsonParser parser;

    private RemoteJson(byte[] bytes) {
        this.bytes = bytes;
        this.parser = JSON.createParser(ObjectReadContext.empty(), bytes);
    }

    static Frame frame(byte[] bytes) {
        RemoteJson json = new RemoteJson(bytes);
        json.parser.nextToken();
        return json.frame();
    }

    static History history(byte[] bytes) {
        RemoteJson json = new RemoteJson(bytes);
        json.parser.nextToken();
        return json.history();
    }

    /** Goes to the value of the object's next member, and gives its name; null at the end of the object. */
    private @Nullable String member() {
        if (parser.nextToken() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = parser.currentName();
        parser.nextToken();
        return name;
    }

    private Frame frame() {
        String type = "";
        String id = null;
        String event = "";
        MessageId cursor = null;
        byte[] data = {};
        long timestamp = 0;
        for (String name = member(); name != null; name = member()) {
            switch (name) {
                case "type" -> type = parser.getString();
                case "id" -> id = parser.getString();
                case "event" -> event = parser.getString();
                case "timestamp" -> timestamp = parser.getLongValue();
                case "cursor" -> cursor = MessageId.parse(parser.getString());
                case "data" -> data = slice();
                default -> parser.skipChildren();
            }
        }
        StoredEntry entry = id == null ? null : new StoredEntry(MessageId.parse(id), event, data, timestamp);
        return new Frame(entry, type, cursor);
    }

    private History history() {
        List<StoredEntry> entries = new ArrayList<>();
        MessageId cursor = MessageId.BEGINNING;
        MessageId next = null;
        Gap.Reason lost = null;
        MessageId lostUpTo = null;
        for (String name = member(); name != null; name = member()) {
            switch (name) {
                case "messages" -> {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        StoredEntry entry = frame().entry();
                        if (entry != null) {
                            entries.add(entry);
                        }
                    }
                }
                case "cursor" -> cursor = MessageId.parse(parser.getString());
                case "next" ->
                    next = parser.currentToken() == JsonToken.VALUE_NULL ? null : MessageId.parse(parser.getString());
                case "gap" -> {
                    for (String part = member(); part != null; part = member()) {
                        switch (part) {
                            case "reason" -> lost = Gap.Reason.valueOf(parser.getString());
                            case "next" -> lostUpTo = MessageId.parse(parser.getString());
                            default -> parser.skipChildren();
                        }
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return new History(entries, cursor, next, lost, lostUpTo);
    }

    private byte[] slice() {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(bytes, from, (int) parser.currentLocation().getByteOffset());
    }
}
