package dev.realtime4j.spi;

import org.jspecify.annotations.Nullable;

/** What is to be appended: validated, encoded, without a place in the log. Immutable; the byte array is shared, not copied. */
public final class Entry {
    private final String event;
    private final byte[] json;
    private final @Nullable String key;

    /**
     * Makes an entry.
     *
     * @param event a valid event name
     * @param json one JSON value as UTF-8 without line breaks; not to be changed afterwards
     * @param key the idempotency key of Rule E6, if there is one
     */
    public Entry(String event, byte[] json, @Nullable String key) {
        this.event = event;
        this.json = json;
        this.key = key;
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
     * The data: one JSON value as UTF-8 without line breaks. Must be given back byte for byte (Rule N3).
     *
     * @return the bytes themselves, not a copy: not to be changed
     */
    public byte[] json() {
        return json;
    }

    /**
     * The idempotency key (Rule E6): 1 to 256 bytes of UTF-8 without control characters.
     *
     * @return the key, or null
     */
    public @Nullable String key() {
        return key;
    }
}
