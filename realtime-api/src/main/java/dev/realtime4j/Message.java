package dev.realtime4j;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.realtime4j.codec.JsonCodec;
import dev.realtime4j.engine.EventData;
import dev.realtime4j.engine.Names;
import dev.realtime4j.spi.StoredEntry;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a channel. Immutable, shared by all that it is delivered to, and safe for any threads.
 *
 * <p>The data is kept as the bytes that were emitted and decoded by each call of {@link #data()}. Printed as JSON by
 * Jackson 2 or 3 a message is {@code {"id","event","channel","data","timestamp"}}, its data as it was emitted (Rule N3), so
 * that a web controller may return it as it is.
 *
 * @param <T> what {@link #data()} gives: the event's type for typed handlers, else {@code Object}
 */
@JsonAutoDetect(
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        fieldVisibility = Visibility.NONE)
@JsonPropertyOrder({"id", "event", "channel", "data", "timestamp"})
public final class Message<T extends @Nullable Object> {
    private final StoredEntry entry;
    private final Origin origin;
    private final @Nullable EventType<T> type;

    /**
     * What messages of one channel share, so that a message itself stays small.
     *
     * @param channel the channel's name
     * @param codec what decodes the data
     */
    public record Origin(String channel, JsonCodec codec) {}

    private Message(StoredEntry entry, Origin origin, @Nullable EventType<T> type) {
        this.entry = entry;
        this.origin = origin;
        this.type = type;
    }

    /**
     * Makes a message, as the library itself does; of use in tests of handlers.
     *
     * @param origin the channel and the codec
     * @param entry what is stored
     * @return the message, its data of no declared type
     */
    public static Message<@Nullable Object> of(Origin origin, StoredEntry entry) {
        return new Message<>(entry, origin, null);
    }

    /**
     * The message's id, which is also the cursor to resume after it.
     *
     * @return the id
     */
    @JsonProperty
    public MessageId id() {
        return entry.id();
    }

    /**
     * The event's name.
     *
     * @return a valid event name
     */
    @JsonProperty
    public String event() {
        return entry.event();
    }

    /**
     * The channel's name.
     *
     * @return a valid channel name
     */
    @JsonProperty
    public String channel() {
        return origin.channel();
    }

    /**
     * The data, decoded: of the event's type for a typed message, else as maps, lists, strings, numbers, booleans or null.
     *
     * @return a new value with each call
     * @throws InvalidDataException if the stored data does not fit the type or its check
     */
    public T data() {
        return EventData.decode(entry, origin.codec(), type);
    }

    /**
     * The data, decoded as a type of the caller's choice.
     *
     * @param wanted a class
     * @param <U> the type
     * @return a new value with each call; null if the data is the JSON value {@code null}
     * @throws InvalidDataException if the stored data does not fit the class
     */
    @SuppressWarnings("unchecked") // The codec gives what the class says; Class.cast would refuse primitives.
    public <U> @Nullable U data(Class<U> wanted) {
        return (U) EventData.decode(entry, origin.codec(), (Type) Names.given(wanted, "wanted"));
    }

    /**
     * The data as JSON text, as it was emitted but for insignificant white space (Rule N3).
     *
     * @return one JSON value
     */
    @JsonProperty("data")
    @JsonRawValue
    public String json() {
        return new String(entry.json(), StandardCharsets.UTF_8);
    }

    /**
     * The data as JSON in UTF-8, without a copy.
     *
     * @return a new read-only buffer over one JSON value without line breaks
     */
    public ByteBuffer jsonBytes() {
        return ByteBuffer.wrap(entry.json()).asReadOnlyBuffer();
    }

    /**
     * When the message was emitted (Rule N6). Times may step back between messages; ids do not.
     *
     * @return the time, in full milliseconds
     */
    public Instant timestamp() {
        return Instant.ofEpochMilli(entry.timestamp());
    }

    /**
     * {@link #timestamp()} as a number, as it is printed as JSON.
     *
     * @return ms since 1970
     */
    @JsonProperty("timestamp")
    public long epochMillis() {
        return entry.timestamp();
    }

    /**
     * This message with its data as an event type's.
     *
     * @param wanted the type, whose name must be this message's event
     * @param <U> the type of the data
     * @return a view of this message; its data is decoded and checked when it is asked for
     * @throws IllegalArgumentException if the message is of another event
     */
    public <U> Message<U> as(EventType<U> wanted) {
        if (!Names.given(wanted, "wanted").name().equals(event())) {
            throw new IllegalArgumentException(
                    "A message of event \"" + event() + "\" cannot be read as event \"" + wanted.name() + "\"");
        }
        return new Message<>(entry, origin, wanted);
    }

    @Override
    public String toString() {
        return origin.channel() + " " + entry;
    }
}
