package dev.realtime4j.spi;

import dev.realtime4j.MessageId;
import java.nio.charset.StandardCharsets;

/** An entry in its place in the log. Immutable; the byte array is shared, not copied. */
public final class StoredEntry {
    private final MessageId id;
    private final String event;
    private final byte[] json;
    private final long timestamp;

    /**
     * Makes a stored entry.
     *
     * @param id its place in the channel's log
     * @param event its event's name
     * @param json its data, as given to {@link Transport#append}
     * @param timestamp ms since 1970, set once: the same in every read and in every sink (Rule N6)
     */
    public StoredEntry(MessageId id, String event, byte[] json, long timestamp) {
        this.id = id;
        this.event = EventNames.shared(event);
        this.json = json;
        this.timestamp = timestamp;
    }

    /**
     * The place in the log.
     *
     * @return the id
     */
    public MessageId id() {
        return id;
    }

    /**
     * The event's name.
     *
     * @return a valid event name
     */
    public String event() {
        return event;
    }

    /**
     * The data: one JSON value as UTF-8 without line breaks.
     *
     * @return the bytes themselves, not a copy: not to be changed
     */
    public byte[] json() {
        return json;
    }

    /**
     * When it was emitted.
     *
     * @return ms since 1970
     */
    public long timestamp() {
        return timestamp;
    }

    @Override
    public String toString() {
        String data = json.length <= 200 ? new String(json, StandardCharsets.UTF_8) : "(" + json.length + " bytes)";
        return id + " " + event + " " + data;
    }
}
