package dev.realtime4j.codec;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The codec on Jackson 3. Immutable and safe for any threads.
 *
 * <p>Whatever the mapper, what is printed is checked to be one JSON value without line breaks (Rule N3). {@code NaN} and the
 * infinities have no form in JSON and are refused, as are objects without any property ({@code new Object()}), map keys
 * without a form as text, and values that contain themselves. A record without components is {@code {}}.
 *
 * <p>{@link #DEFAULT} ignores unknown properties when it reads: an emitter of a newer version may add one, and a reader
 * must not lose messages for it. It does not turn text into numbers or numbers into text, cuts no fraction off, and prints
 * properties in the order of their declaration.
 */
public final class JacksonCodec implements JsonCodec {

    /** The codec that is used where the application gives none. */
    public static final JacksonCodec DEFAULT = new JacksonCodec(defaultMapper());

    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    /**
     * Makes a codec of an application's mapper, with its modules and settings. Its own limits for nesting and for the
     * length of numbers and strings hold as well.
     *
     * @param mapper a mapper for JSON; not changed
     */
    public JacksonCodec(ObjectMapper mapper) {
        if (mapper == null) {
            throw new IllegalArgumentException("mapper must not be null");
        }
        this.mapper = mapper.rebuild().addModule(new RealtimeModule()).build();
        this.writer = this.mapper
                .writer()
                .without(SerializationFeature.INDENT_OUTPUT)
                .with(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);
        this.reader = this.mapper
                .reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    }

    private static ObjectMapper defaultMapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(JsonText.unbounded())
                // The JDK's own way takes time that grows with the square of a number's length.
                .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(JsonText.MAX_DEPTH)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    @Override
    public byte[] encode(@Nullable Object value) {
        if (value == null) {
            return "null".getBytes(StandardCharsets.US_ASCII);
        }
        if (value instanceof RawJson raw) {
            return raw.bytes();
        }
        byte[] json;
        try {
            json = writer.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw JsonFaults.of(e);
        } catch (StackOverflowError e) {
            throw new JsonMismatchException("$", "nested too deeply; does the value contain itself?", e);
        } catch (RuntimeException e) {
            throw new JsonMismatchException("$", JsonFaults.oneLine(e.toString()), e);
        }
        return JsonText.validated(json);
    }

    @Override
    public @Nullable Object decode(byte[] json, Type type) {
        if (type == null) {
            throw new IllegalArgumentException("type must not be null");
        }
        if (type == RawJson.class) {
            return RawJson.of(json);
        }
        try {
            return reader.forType(mapper.constructType(type)).readValue(json);
        } catch (JacksonException e) {
            throw JsonFaults.of(e);
        } catch (StackOverflowError e) {
            throw new JsonMismatchException("$", "nested too deeply", e);
        } catch (RuntimeException e) {
            throw new JsonMismatchException("$", JsonFaults.oneLine(e.toString()), e);
        }
    }
}
