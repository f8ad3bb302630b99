package dev.realtime4j.server;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.ser.BeanPropertyWriter;

/** Tells Java types in TypeScript, as their data is printed by Jackson: its annotations count. */
final class TypeScript {
    /** What the file declares or needs itself. */
    private static final Set<String> TAKEN = Set.of("Events", "Record");

    private final JsonMapper mapper = new JsonMapper();
    private final Map<JavaType, String> names = new LinkedHashMap<>();
    private final Map<String, String> declarations = new LinkedHashMap<>();

    /** How a type is called; what it needs is declared. */
    String of(Type type) {
        return of(mapper.constructType(type));
    }

    /** The interfaces that are needed, one after the other. */
    String declarations() {
        return String.join("", declarations.values());
    }

    private String of(JavaType type) {
        if (type.isJavaLangObject()) {
            return "unknown";
        }
        if (type.isReferenceType()) { // Optional
            return of(type.getReferencedType()) + " | null";
        }
        String known = names.get(type);
        if (known != null) {
            return known;
        }
        if (isBinary(type)) {
            return "string";
        }
        Teller teller = new Teller();
        mapper.acceptJsonFormatVisitor(type, teller);
        return teller.told();
    }

    /** What is printed as one text, though Jackson tells of an array. */
    private static boolean isBinary(JavaType type) {
        return type.hasRawClass(byte[].class)
                || type.hasRawClass(char[].class)
                || type.isTypeOrSubTypeOf(ByteBuffer.class);
    }

    /** Annotations of the property itself may have it printed in another form than its type. */
    private String of(BeanProperty property, SerializationContext context) {
        JavaType type = property.getType();
        ValueSerializer<?> given = property instanceof BeanPropertyWriter writer ? writer.getSerializer() : null;
        ValueSerializer<?> used = given == null ? context.findPrimaryPropertySerializer(type, property) : given;
        if (used.getClass() == context.findValueSerializer(type).getClass()
                && property.getAnnotation(JsonFormat.class) == null) {
            return of(type);
        }
        Teller teller = new Teller();
        teller.setContext(context);
        used.acceptJsonFormatVisitor(teller, type);
        return teller.told();
    }

    private String nameOf(JavaType type) {
        String simple = type.getRawClass().getSimpleName();
        String name = simple;
        for (int i = 2; TAKEN.contains(name) || names.containsValue(name); i++) {
            name = simple + i;
        }
        names.put(type, name);
        return name;
    }

    private String key(String name) {
        return name.matches("[A-Za-z_$][A-Za-z0-9_$]*") ? name : quoted(name);
    }

    private String quoted(String text) {
        return mapper.writeValueAsString(text);
    }

    /** At first without members, in the order in which they are met: some have none. */
    private void declare(String name, CharSequence members) {
        declarations.put(name, "\nexport interface " + name + " {\n" + members + "}\n");
    }

    private final class Teller extends JsonFormatVisitorWrapper.Base {
        private @Nullable String told;

        String told() {
            return told == null ? "unknown" : told;
        }

        @Override
        public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
            String name = nameOf(type);
            told = name;
            declare(name, "");
            StringBuilder members = new StringBuilder();
            return new JsonObjectFormatVisitor.Base(getContext()) {
                @Override
                public void property(BeanProperty property) {
                    members.append("  ")
                            .append(key(property.getName()))
                            .append(": ")
                            .append(of(property, getContext()))
                            .append(";\n");
                    declare(name, members);
                }

                @Override
                public void optionalProperty(BeanProperty property) {
                    property(property);
                }
            };
        }

        @Override
        public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
            told = "unknown[]";
            return new JsonArrayFormatVisitor.Base(getContext()) {
                @Override
                public void itemsFormat(JsonFormatVisitable handler, JavaType element) {
                    String item = of(element);
                    told = item.matches("[\\w.]+") ? item + "[]" : "(" + item + ")[]";
                }

                @Override
                public void itemsFormat(JsonFormatTypes format) {
                    told = switch (format) {
                        case STRING -> "string[]";
                        case NUMBER, INTEGER -> "number[]";
                        case BOOLEAN -> "boolean[]";
                        default -> "unknown[]";
                    };
                }
            };
        }

        @Override
        public JsonMapFormatVisitor expectMapFormat(JavaType type) {
            told = "Record<string, unknown>";
            return new JsonMapFormatVisitor.Base(getContext()) {
                @Override
                public void valueFormat(JsonFormatVisitable handler, JavaType value) {
                    told = "Record<string, " + of(value) + ">";
                }
            };
        }

        @Override
        public JsonStringFormatVisitor expectStringFormat(JavaType type) {
            told = "string";
            return new JsonStringFormatVisitor.Base() {
                @Override
                public void enumTypes(Set<String> values) {
                    told = new LinkedHashSet<>(values)
                            .stream().map(TypeScript.this::quoted).collect(Collectors.joining(" | "));
                }
            };
        }

        @Override
        public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
            told = "number";
            return new JsonNumberFormatVisitor.Base();
        }

        @Override
        public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
            told = "number";
            return new JsonIntegerFormatVisitor.Base();
        }

        @Override
        public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
            told = "boolean";
            return new JsonBooleanFormatVisitor.Base();
        }

        @Override
        public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
            told = "unknown";
            return new JsonAnyFormatVisitor.Base();
        }
    }
}
