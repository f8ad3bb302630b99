package dev.realtime4j;

import dev.realtime4j.engine.Names;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event's name together with the Java type of its data.
 *
 * <p>Data is checked when it is emitted and when a typed handler reads it: it must be of the type, and pass the check of
 * {@link #checkedBy}. Where Jakarta Validation is on the class path its annotations are checked as well (Rule E7).
 *
 * @param <T> the type of the data
 */
public final class EventType<T> {
    private final String name;
    private final Type type;
    private final @Nullable Consumer<? super T> check;

    private EventType(String name, Type type, @Nullable Consumer<? super T> check) {
        this.name = name;
        this.type = type;
        this.check = check;
    }

    /**
     * Declares an event whose data is of a class: a record, a bean, a primitive's wrapper, a collection, an enum.
     *
     * @param name the event's name: dot-separated, non-empty segments, at most 256 bytes of UTF-8, without control
     *     characters, white space or {@code *} (Rule N2)
     * @param type the type of the data
     * @param <T> the type of the data
     * @return the event type
     * @throws IllegalArgumentException if the name is not a valid event name
     */
    public static <T> EventType<T> of(String name, Class<T> type) {
        return new EventType<>(Names.event(name), Names.given(type, "type"), null);
    }

    /**
     * Declares an event whose data is of a generic type, such as {@code List<Order>}.
     *
     * @param name the event's name, as in {@link #of(String, Class)}
     * @param type the type of the data; the caller sees to it that it is {@code T}
     * @param <T> the type of the data
     * @return the event type
     * @throws IllegalArgumentException if the name is not a valid event name
     */
    public static <T> EventType<T> of(String name, Type type) {
        return new EventType<>(Names.event(name), Names.given(type, "type"), null);
    }

    /**
     * Adds a check that all data must pass, when it is emitted and when it is read.
     *
     * @param check throws an {@link IllegalArgumentException} that says what is wrong; called by any thread
     * @return a new event type with this check; an earlier one is replaced
     */
    public EventType<T> checkedBy(Consumer<? super T> check) {
        return new EventType<>(name, type, Names.given(check, "check"));
    }

    /**
     * The event's name.
     *
     * @return a valid event name
     */
    public String name() {
        return name;
    }

    /**
     * The type of the data.
     *
     * @return a class or a generic type
     */
    public Type type() {
        return type;
    }

    /**
     * The check of {@link #checkedBy}.
     *
     * @return the check, or null if there is none
     */
    public @Nullable Consumer<? super T> check() {
        return check;
    }

    @Override
    public String toString() {
        return name + ": " + type.getTypeName();
    }
}
