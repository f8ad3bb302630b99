package dev.realtime4j.codec;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.jdk.JDKKeySerializers;

/** What every mapper is taught: {@link RawJson} inside of other data, and to refuse map keys that have no form as text. */
final class RealtimeModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    RealtimeModule() {
        super("realtime");
        addSerializer(RawJson.class, new RawJsonSerializer());
        addDeserializer(RawJson.class, new RawJsonDeserializer());
        setSerializerModifier(new KeyModifier());
    }

    private static final class RawJsonSerializer extends ValueSerializer<RawJson> {
        @Override
        public void serialize(RawJson value, JsonGenerator generator, SerializationContext context) {
            generator.writeRawValue(new String(value.bytes(), StandardCharsets.UTF_8));
        }
    }

    /** Inside of other data the value is printed anew: its digits and order survive, its white space does not. */
    private static final class RawJsonDeserializer extends ValueDeserializer<RawJson> {
        @Override
        public RawJson deserialize(JsonParser parser, DeserializationContext context) {
            return RawJson.of(context.readTree(parser).toString());
        }

        @Override
        public RawJson getNullValue(DeserializationContext context) {
            return RawJson.of("null");
        }
    }

    private static final class KeyModifier extends ValueSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueSerializer<?> modifyKeySerializer(
                SerializationConfig config,
                JavaType type,
                BeanDescription.Supplier description,
                ValueSerializer<?> serializer) {
            Class<?> key = type.getRawClass();
            boolean byToString = serializer instanceof JDKKeySerializers.Default;
            boolean readable = key.isPrimitive()
                    || (Comparable.class.isAssignableFrom(key) && key.getName().startsWith("java."));
            return byToString && !readable ? new RefusedKey() : serializer;
        }
    }

    /** Jackson would print any key by its {@code toString}, which nobody could read. */
    private static final class RefusedKey extends ValueSerializer<Object> {
        @Override
        public void serialize(Object key, JsonGenerator generator, SerializationContext context) {
            context.reportBadDefinition(
                    key.getClass(),
                    "a map key must be a string, a number, an enum or another value with a form as text; "
                            + key.getClass().getName() + " has none (@JsonKey gives it one)");
        }
    }
}
