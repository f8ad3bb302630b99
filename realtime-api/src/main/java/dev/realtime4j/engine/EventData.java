package dev.realtime4j.engine;

import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.JsonCodec;
import dev.realtime4j.codec.JsonMismatchException;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Between data and the JSON of an entry, with the checks of the event's type both ways (Rules N3, N4, E7). */
public final class EventData {
    private EventData() {}

    /**
     * Reads an entry's data.
     *
     * @param type the event's type, or null for maps, lists, strings, numbers, booleans and null
     * @throws InvalidDataException if the data does not fit the type or a check
     */
    // The codec gives what the type says, and null only where the type allows it; without a type T is a nullable
    // Object.
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <T extends @Nullable Object> T decode(
            StoredEntry entry, JsonCodec codec, @Nullable EventType<T> type) {
        if (type == null) {
            return (T) decode(entry, codec, (Type) Object.class);
        }
        return (T) checked(entry.event(), entry.json(), type, codec);
    }

    /**
     * Reads an entry's data as a type, without any check of an event type.
     *
     * @throws InvalidDataException if the data does not fit the type
     */
    public static @Nullable Object decode(StoredEntry entry, JsonCodec codec, Type type) {
        return read(entry.event(), entry.json(), type, codec);
    }

    /**
     * Checks and encodes data that is to be emitted.
     *
     * @param event a valid event name
     * @param type the event's type, if it has one
     * @param maxBytes the limit of Rule N4
     * @return one JSON value in UTF-8 without line breaks; for {@link RawJson} its own bytes
     * @throws InvalidDataException if the data does not fit
     */
    public static byte[] encode(
            String event, @Nullable Object data, @Nullable EventType<?> type, JsonCodec codec, int maxBytes) {
        if (type != null && !(data instanceof RawJson)) {
            checkInstance(event, data, type.type());
        }
        byte[] json = data instanceof RawJson raw ? raw.bytes() : print(event, data, codec);
        if (json.length > maxBytes) {
            throw new InvalidDataException(
                    event, "$", json.length + " bytes of JSON are more than the limit of " + maxBytes, null);
        }
        if (type != null && data instanceof RawJson) {
            checked(event, json, type, codec);
        } else if (type != null) {
            if (!(type.type() instanceof Class)) {
                // What a generic type holds shows only when it is read: a List of something else is a List, too.
                read(event, json, type.type(), codec);
            }
            check(event, data, type);
        }
        return json;
    }

    private static byte[] print(String event, @Nullable Object data, JsonCodec codec) {
        try {
            byte[] json = codec.encode(data);
            // The default codec has checked what it gives; another one is taken at its word by nobody.
            return codec instanceof JacksonCodec ? json : RawJson.of(json).bytes();
        } catch (RuntimeException e) {
            throw invalid(event, e);
        }
    }

    private static @Nullable Object read(String event, byte[] json, Type type, JsonCodec codec) {
        try {
            return codec.decode(json, type);
        } catch (RuntimeException e) {
            throw invalid(event, e);
        }
    }

    private static @Nullable Object checked(String event, byte[] json, EventType<?> type, JsonCodec codec) {
        Object data = read(event, json, type.type(), codec);
        if (raw(type.type()) == Void.class
                && !new String(json, StandardCharsets.UTF_8).strip().equals("null")) {
            throw new InvalidDataException(event, "$", "a value where nothing but null is allowed", null);
        }
        checkInstance(event, data, type.type());
        check(event, data, type);
        return data;
    }

    private static void checkInstance(String event, @Nullable Object data, Type type) {
        Class<?> wanted = raw(type);
        if (data == null) {
            if (wanted != Object.class && wanted != Void.class) {
                throw new InvalidDataException(event, "$", "null where " + type.getTypeName() + " is declared", null);
            }
        } else if (!MethodType.methodType(wanted).wrap().returnType().isInstance(data)) {
            throw new InvalidDataException(
                    event,
                    "$",
                    "a " + data.getClass().getTypeName() + " where " + type.getTypeName() + " is declared",
                    null);
        }
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        return Object.class;
    }

    @SuppressWarnings("unchecked") // The data is of the type's class, as just checked.
    private static void check(String event, @Nullable Object data, EventType<?> type) {
        if (data == null) {
            return;
        }
        Consumer<Object> check = (Consumer<Object>) type.check();
        if (check != null) {
            try {
                check.accept(data);
            } catch (RuntimeException e) {
                throw invalid(event, e);
            }
        }
        BeanChecks.check(event, data);
    }

    private static InvalidDataException invalid(String event, RuntimeException e) {
        if (e instanceof InvalidDataException already) {
            return already;
        }
        String path = e instanceof JsonMismatchException mismatch ? mismatch.path() : "$";
        String reason = e instanceof IllegalArgumentException && e.getMessage() != null ? e.getMessage() : e.toString();
        return new InvalidDataException(event, path, reason, e);
    }
}
