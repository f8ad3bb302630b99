package dev.realtime4j;

import dev.realtime4j.engine.Names;
import org.jspecify.annotations.Nullable;

/**
 * One emit, described: for batches, for broadcasts, and to give an idempotency key. Immutable as far as its data is.
 *
 * @param channel the channel's name (Rule N1)
 * @param event the event's name (Rule N2)
 * @param data any value that can be printed as JSON, or null for the JSON value {@code null}
 * @param type the event's type, if it was given by one
 * @param key the idempotency key, if there is one (Rule E6)
 */
public record Emission(
        String channel,
        String event,
        @Nullable Object data,
        @Nullable EventType<?> type,
        @Nullable String key) {

    /**
     * Makes an emission of all its parts; the factory methods are handier.
     *
     * @param channel the channel's name
     * @param event the event's name
     * @param data the data
     * @param type the event's type, or null
     * @param key the idempotency key, or null
     * @throws IllegalArgumentException if a name or the key is not valid
     */
    public Emission {
        Names.channel(channel);
        Names.event(event);
        if (key != null) {
            Names.key(key);
        }
    }

    /**
     * Describes an emit by the event's name.
     *
     * @param channel the channel's name
     * @param event the event's name
     * @param data any value that can be printed as JSON, or null
     * @return the emission, without a key
     * @throws IllegalArgumentException if a name is not valid
     */
    public static Emission of(String channel, String event, @Nullable Object data) {
        return new Emission(channel, event, data, null, null);
    }

    /**
     * Describes an emit by the event's type.
     *
     * @param channel the channel's name
     * @param type the event's type
     * @param data the data
     * @param <T> the type of the data
     * @return the emission, without a key
     * @throws IllegalArgumentException if the channel's name is not valid
     */
    public static <T extends @Nullable Object> Emission of(String channel, EventType<T> type, T data) {
        Names.given(type, "type");
        return new Emission(channel, type.name(), data, type, null);
    }

    /**
     * Adds an idempotency key: within 2 minutes the same key on the same channel is stored and shown once, and the later
     * emit gives the first one's id (Rule E6). With a key an emit may be repeated safely after any failure.
     *
     * @param key 1 to 256 bytes of UTF-8 without control characters
     * @return a new emission with this key
     * @throws IllegalArgumentException if the key has another form
     */
    public Emission withKey(String key) {
        return new Emission(channel, event, data, type, Names.given(key, "key"));
    }
}
