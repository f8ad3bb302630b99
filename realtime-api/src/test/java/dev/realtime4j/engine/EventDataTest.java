package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.JsonCodec;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.StoredEntry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class EventDataTest {
    private static final int LIMIT = 1000;

    record Alert(String text, int level) {}

    record Item(@NotBlank String name, @Positive int count) {}

    record Order(@Valid List<Item> items) {}

    private static final EventType<Alert> ALERT = EventType.of("alert", Alert.class);
    private static final EventType<List<Alert>> ALERTS =
            EventType.of("alerts", new TypeReference<List<Alert>>() {}.getType());
    private static final EventType<Order> ORDER = EventType.of("order", Order.class);

    private static String encode(@Nullable Object data, @Nullable EventType<?> type) {
        String event = type == null ? "any" : type.name();
        return new String(EventData.encode(event, data, type, JacksonCodec.DEFAULT, LIMIT), StandardCharsets.UTF_8);
    }

    private static StoredEntry entry(String event, String json) {
        return new StoredEntry(new MessageId(1, 0), event, json.getBytes(StandardCharsets.UTF_8), 1);
    }

    private static <T> T decode(String json, EventType<T> type) {
        return EventData.decode(entry(type.name(), json), JacksonCodec.DEFAULT, type);
    }

    private static void assertRefused(ThrowingCallable call, String event, String path, String... reasons) {
        assertThatExceptionOfType(InvalidDataException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.event()).isEqualTo(event);
            assertThat(e.path()).isEqualTo(path);
            assertThat(String.valueOf(e.getMessage()))
                    .satisfies(message -> assertThat(reasons)
                            .allSatisfy(reason -> assertThat(message).contains(reason)));
            assertThat(e).hasMessageContaining("\"" + event + "\"").hasMessageContaining(path);
        });
    }

    @Test
    void untypedDataIsPrintedAndReadAsItIs() {
        assertThat(encode(Map.of("a", new BigDecimal("1.10")), null)).isEqualTo("{\"a\":1.10}");
        assertThat(encode(null, null)).isEqualTo("null");
        assertThat(encode("123", null)).isEqualTo("\"123\"");
        assertThat(EventData.<@Nullable Object>decode(entry("any", "[1.10,null]"), JacksonCodec.DEFAULT, noType()))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(new BigDecimal("1.10"), null);
        assertThat(EventData.<@Nullable Object>decode(entry("any", "null"), JacksonCodec.DEFAULT, noType()))
                .isNull();
    }

    private static @Nullable EventType<Object> noType() {
        return null;
    }

    @Test
    void rawJsonIsEmittedByteForByte() {
        RawJson raw = RawJson.of("{\"level\": 1, \"text\":\"x\", \"more\":1.10}");
        assertThat(EventData.encode("any", raw, null, JacksonCodec.DEFAULT, LIMIT))
                .isSameAs(raw.bytes());
        assertThat(EventData.encode("alert", raw, ALERT, JacksonCodec.DEFAULT, LIMIT))
                .isSameAs(raw.bytes());
    }

    @Test
    void dataMustBeOfTheDeclaredClass() {
        assertThat(encode(new Alert("x", 1), ALERT)).isEqualTo("{\"text\":\"x\",\"level\":1}");
        assertRefused(() -> encode(Map.of("text", "x"), ALERT), "alert", "$", "Map", "EventDataTest$Alert is declared");
        assertRefused(() -> encode("x", ALERT), "alert", "$", "java.lang.String");
        assertRefused(() -> encode(null, ALERT), "alert", "$", "null");
        assertThat(encode(5, EventType.of("n", int.class))).isEqualTo("5");
        assertThat(encode(5, EventType.of("n", Integer.class))).isEqualTo("5");
        assertRefused(() -> encode(5L, EventType.of("n", int.class)), "n", "$", "java.lang.Long");
    }

    @Test
    void rawJsonIsCheckedAgainstTheDeclaredType() {
        assertRefused(() -> encode(RawJson.of("{\"level\":\"1\"}"), ALERT), "alert", "$.level", "String");
        assertRefused(() -> encode(RawJson.of("null"), ALERT), "alert", "$", "null");
        assertRefused(() -> encode(RawJson.of("[{\"level\":1},{\"level\":[]}]"), ALERTS), "alerts", "$[1].level");
        assertRefused(
                () -> encode(RawJson.of("{\"items\":[{\"name\":\" \",\"count\":1}]}"), ORDER),
                "order",
                "$.items[0].name");
    }

    @Test
    void whatAGenericTypeHoldsIsChecked() {
        assertThat(encode(List.of(new Alert("x", 1)), ALERTS)).isEqualTo("[{\"text\":\"x\",\"level\":1}]");
        assertRefused(() -> encode(List.of("x"), ALERTS), "alerts", "$[0]");
        assertRefused(() -> encode(Map.of(), ALERTS), "alerts", "$", "List");
    }

    @Test
    void readingChecksTheTypeToo() {
        assertThat(decode("{\"text\":\"x\",\"level\":1,\"later\":true}", ALERT)).isEqualTo(new Alert("x", 1));
        assertThat(decode("[{\"text\":\"x\",\"level\":1}]", ALERTS)).containsExactly(new Alert("x", 1));
        assertRefused(() -> decode("{\"text\":{}}", ALERT), "alert", "$.text");
        assertRefused(() -> decode("null", ALERT), "alert", "$", "null");
        assertRefused(() -> decode("{\"items\":[{\"name\":\"a\",\"count\":0}]}", ORDER), "order", "$.items[0].count");
    }

    @Test
    void nullIsForObjectAndVoidAlone() {
        EventType<Object> any = EventType.of("any", Object.class);
        EventType<Void> nothing = EventType.of("nothing", Void.class);
        assertThat(encode(null, any)).isEqualTo("null");
        assertThat(encode(null, nothing)).isEqualTo("null");
        assertThat(decode("null", any)).isNull();
        assertThat(decode(" null", nothing)).isNull();
        assertRefused(() -> decode("{}", nothing), "nothing", "$", "nothing but null");
        assertRefused(() -> encode("x", nothing), "nothing", "$", "Void");
        assertThat(decode(
                        "null",
                        EventType.<Optional<String>>of("o", new TypeReference<Optional<String>>() {}.getType())))
                .isEmpty();
    }

    @Test
    void theCheckRunsBothWays() {
        EventType<Alert> checked = ALERT.checkedBy(alert -> {
            if (alert.level() > 5) {
                throw new IllegalArgumentException("level must be at most 5, got " + alert.level());
            }
        });
        assertThat(encode(new Alert("x", 5), checked)).isEqualTo("{\"text\":\"x\",\"level\":5}");
        assertRefused(() -> encode(new Alert("x", 6), checked), "alert", "$", "level must be at most 5, got 6");
        assertRefused(() -> encode(RawJson.of("{\"level\":7}"), checked), "alert", "$", "got 7");
        assertRefused(() -> decode("{\"level\":8}", checked), "alert", "$", "got 8");
        EventType<Alert> broken = ALERT.checkedBy(alert -> {
            throw new IllegalStateException("check is broken");
        });
        assertRefused(() -> encode(new Alert("x", 1), broken), "alert", "$", "check is broken");
    }

    @Test
    void annotationsOfJakartaValidationAreChecked() {
        assertThat(encode(new Order(List.of(new Item("a", 1))), ORDER)).contains("\"a\"");
        assertRefused(
                () -> encode(new Order(List.of(new Item("a", 1), new Item(" ", 0))), ORDER),
                "order",
                "$.items[1].count",
                "$.items[1].name");
        EventType<List<Item>> items = EventType.of("items", new TypeReference<List<Item>>() {}.getType());
        assertRefused(() -> encode(List.of(new Item("a", 1), new Item("b", -1)), items), "items", "$[1].count");
        EventType<Map<String, Item>> byName = EventType.of("map", new TypeReference<Map<String, Item>>() {}.getType());
        assertRefused(() -> encode(Map.of("k", new Item("", 1)), byName), "map", "$.k.name");
        // Without a declared type nothing is checked.
        assertThat(encode(new Item("", -1), null)).isEqualTo("{\"name\":\"\",\"count\":-1}");
    }

    @Test
    void dataOverTheLimitIsRefusedWithBothSizes() {
        assertThat(encode("x".repeat(LIMIT - 2), null)).hasSize(LIMIT);
        assertRefused(() -> encode("x".repeat(LIMIT - 1), null), "any", "$", "1001 bytes", "limit of 1000");
        assertRefused(() -> encode("é".repeat(500), null), "any", "$", "1002 bytes", "limit of 1000");
        assertRefused(
                () -> encode(RawJson.of("\"" + "x".repeat(LIMIT) + "\""), null),
                "any",
                "$",
                "1002 bytes",
                "limit of 1000");
    }

    @Test
    void whatCannotBePrintedIsInvalidData() {
        assertRefused(() -> encode(Map.of("a", new Object()), null), "any", "$.a", "Object");
        assertRefused(() -> encode(Double.NaN, null), "any", "$", "NaN");
    }

    @Test
    void anApplicationsCodecIsNotTrusted() {
        JsonCodec sloppy = new JsonCodec() {
            @Override
            public byte[] encode(@Nullable Object value) {
                return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public @Nullable Object decode(byte[] json, Type type) {
                throw new IllegalStateException("cannot");
            }
        };
        assertThat(EventData.encode("any", "[1,\n2]", null, sloppy, LIMIT))
                .asString()
                .isEqualTo("[1, 2]");
        assertRefused(() -> EventData.encode("any", "{x", null, sloppy, LIMIT), "any", "$", "not JSON");
        assertRefused(() -> EventData.decode(entry("any", "1"), sloppy, (Type) String.class), "any", "$", "cannot");
    }
}
