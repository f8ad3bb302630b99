package dev.realtime4j.codec;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Between Java values and JSON. The default is on Jackson 3 ({@link JacksonCodec}); an application may give its own to the
 * configuration. Implementations are safe for use by any number of threads.
 *
 * <p>Data that is already JSON ({@link RawJson}) never reaches a codec when it is emitted.
 */
public interface JsonCodec {

    /**
     * Prints a value as JSON.
     *
     * @param value any value, or null
     * @return one JSON value as UTF-8 without line breaks
     * @throws JsonMismatchException if the value cannot be printed as JSON
     */
    byte[] encode(@Nullable Object value);

    /**
     * Reads a value from JSON.
     *
     * @param json one JSON value as UTF-8; not to be changed
     * @param type the wanted Java type; {@code Object.class} gives maps, lists, strings, numbers, booleans and null, with
     *     every digit of a number kept
     * @return a value of that type, or null if the JSON value is null
     * @throws JsonMismatchException if the JSON does not fit the type
     */
    @Nullable
    Object decode(byte[] json, Type type);
}
