package dev.realtime4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.annotation.JsonKey;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JacksonCodecTest {
    private static final JacksonCodec CODEC = JacksonCodec.DEFAULT;

    enum Priority {
        LOW,
        HIGH
    }

    record Name(String first, @Nullable String last) {}

    record User(Name name, List<Integer> scores, Optional<String> mail, Priority priority, Instant since) {}

    record Nothing() {}

    record Wrapped(String kind, RawJson payload) {}

    record Numbers(int count, long total, double ratio, boolean flag, String text) {}

    record Node(String name, @Nullable Object next) {}

    record Key(@JsonKey String text) {}

    record PlainKey(String text) {}

    record Raw(@JsonRawValue String json) {}

    static final class Bean {
        @JsonProperty
        int zebra = 1;

        @JsonProperty
        int apple = 2;

        @JsonProperty
        @Nullable
        Bean self;
    }

    private static String print(@Nullable Object value) {
        return new String(CODEC.encode(value), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("NullAway") // Tests that expect null say so.
    private static Object read(String json, java.lang.reflect.Type type) {
        return CODEC.decode(json.getBytes(StandardCharsets.UTF_8), type);
    }

    @Test
    void recordsEnumsOptionalsAndTimesGoThereAndBack() {
        User user = new User(
                new Name("Ada", null),
                List.of(1, 2),
                Optional.of("a@b"),
                Priority.HIGH,
                Instant.parse("2026-01-02T03:04:05.678Z"));
        String json = print(user);
        assertThat(json)
                .isEqualTo("{\"name\":{\"first\":\"Ada\",\"last\":null},\"scores\":[1,2],\"mail\":\"a@b\","
                        + "\"priority\":\"HIGH\",\"since\":\"2026-01-02T03:04:05.678Z\"}");
        assertThat(read(json, User.class)).isEqualTo(user);
        assertThat(print(Optional.empty())).isEqualTo("null");
        assertThat(read("\"PT5S\"", Duration.class)).isEqualTo(Duration.ofSeconds(5));
        assertThat(print(LocalDate.of(2026, 1, 2))).isEqualTo("\"2026-01-02\"");
        assertThat(print(new Nothing())).isEqualTo("{}");
        assertThat(read("{}", Nothing.class)).isEqualTo(new Nothing());
    }

    @Test
    void untypedDataKeepsEveryDigit() {
        assertThat(read("{\"b\":12345678901234567890,\"a\":[1.10,1,-0.0,1e400,true,null,\"123\"]}", Object.class))
                .isEqualTo(orderedMap());
        assertThat(((Map<?, ?>) read("{\"b\":1,\"a\":2}", Object.class))
                        .keySet()
                        .toArray())
                .containsExactly("b", "a");
        assertThat(print(read("[1.10,12345678901234567890]", Object.class))).isEqualTo("[1.10,12345678901234567890]");
        assertThat(read("null", Object.class)).isNull();
        assertThat(read("\"123\"", Object.class)).isEqualTo("123");
        String digits = "7".repeat(10_000);
        assertThat(read(digits, Object.class)).isEqualTo(new BigInteger(digits));
        assertThat(read("{\"n\":1.10}", new TypeReference<Map<String, Number>>() {}.getType()))
                .isEqualTo(Map.of("n", new BigDecimal("1.10")));
    }

    private static Map<String, @Nullable Object> orderedMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("b", new BigInteger("12345678901234567890"));
        map.put(
                "a",
                Arrays.asList(
                        new BigDecimal("1.10"), 1, new BigDecimal("-0.0"), new BigDecimal("1e400"), true, null, "123"));
        return map;
    }

    @Test
    void loneSurrogatesInTextStayAsEscapes() {
        assertThat(print("a\uD800")).isEqualTo("\"a\\uD800\"");
        assertThat(read("\"a\\uD800\"", Object.class)).isEqualTo("a\uD800");
    }

    @Test
    void aHugeNumberIsReadInTime() {
        String digits = "7".repeat(500_000);
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(digits, Object.class)))
                .isInstanceOf(BigInteger.class);
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> read("1e99999999999", Object.class));
    }

    static Stream<Arguments> unprintable() {
        Bean cycle = new Bean();
        cycle.self = cycle;
        List<@Nullable Object> list = new ArrayList<>();
        Node through = new Node("a", list);
        list.add(Map.of("node", through));
        Map<@Nullable Object, Object> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        return Stream.of(
                Arguments.of(new Object(), "$", "java.lang.Object"),
                Arguments.of(Map.of("a", List.of(1, new Object())), "$.a[1]", "java.lang.Object"),
                Arguments.of(Map.of("a", List.of(Double.NaN)), "$.a[0]", "NaN"),
                Arguments.of(Double.NEGATIVE_INFINITY, "$", "Infinity"),
                Arguments.of(new float[] {1, Float.NaN}, "$[1]", "NaN"),
                Arguments.of(cycle, "$.self", ""),
                Arguments.of(through, "$.node.next[0].node.next[0].node.next…", "1000"),
                Arguments.of(Map.of("m", Map.of(new PlainKey("k"), 1)), "$.m", "map key"),
                Arguments.of(Map.of(List.of(1), 1), "$", "map key"),
                Arguments.of(Map.of(new int[0], 1), "$", "map key"),
                Arguments.of(nullKey, "$", "ull key"),
                Arguments.of(Map.of("lone \uDC00", 1), "$", "urrogate"),
                Arguments.of(new Raw("}{"), "$.json", "not JSON"),
                Arguments.of(new Raw("1,\"b\":2 3"), "$", "not JSON"),
                Arguments.of(Map.of("weird name\n", new Object()), "$['weird name']", "Object"));
    }

    @ParameterizedTest
    @MethodSource("unprintable")
    void saysInOneLineWhatCannotBePrintedAndWhere(Object value, String path, String reason) {
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> CODEC.encode(value))
                .withMessageContaining(reason)
                .satisfies(e -> {
                    assertThat(e.path()).startsWith(path).hasSizeLessThan(300);
                    assertThat(String.valueOf(e.getMessage()).lines().count()).isEqualTo(1);
                    assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("Feature", "[Source", "through ref");
                });
    }

    @Test
    void mapKeysWithAFormAsTextArePrinted() {
        assertThat(print(Map.of(1, "a"))).isEqualTo("{\"1\":\"a\"}");
        assertThat(print(Map.of(Priority.LOW, "a"))).isEqualTo("{\"LOW\":\"a\"}");
        assertThat(print(Map.of(new UUID(0, 1), 1))).isEqualTo("{\"00000000-0000-0000-0000-000000000001\":1}");
        assertThat(print(Map.of(LocalDate.of(2026, 1, 2), 1))).isEqualTo("{\"2026-01-02\":1}");
        assertThat(print(Map.of(new Key("k"), 1))).isEqualTo("{\"k\":1}");
        assertThat(print(Collections.singletonMap((Object) 5L, 1))).isEqualTo("{\"5\":1}");
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of("{\"name\":{\"first\":[1]}}", User.class, "$.name.first"),
                Arguments.of("{\"scores\":[1,\"2\"]}", User.class, "$.scores[1]"),
                Arguments.of("{\"scores\":[1,2.5]}", User.class, "$.scores[1]"),
                Arguments.of("{\"priority\":\"high\"}", User.class, "$.priority"),
                Arguments.of("{\"priority\":1}", User.class, "$.priority"),
                Arguments.of("{\"since\":\"yesterday\"}", User.class, "$.since"),
                Arguments.of("{\"name\":{\"first\":1}}", User.class, "$.name.first"),
                Arguments.of("[]", User.class, "$"),
                Arguments.of("\"x\"", User.class, "$"),
                Arguments.of("\"\"", User.class, "$"),
                Arguments.of("\"1\"", Integer.class, "$"),
                Arguments.of("1", String.class, "$"),
                Arguments.of("true", String.class, "$"),
                Arguments.of("99999999999", int.class, "$"),
                Arguments.of("{\"count\":\"1\"}", Numbers.class, "$.count"),
                Arguments.of("{\"flag\":1}", Numbers.class, "$.flag"),
                Arguments.of("{\"count\":null}", Numbers.class, "$.count"),
                Arguments.of("{}", Runnable.class, "$"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void saysInOneLineWhatDoesNotFitAndWhere(String json, Class<?> type, String path) {
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> read(json, type))
                .satisfies(e -> {
                    assertThat(e.path()).isEqualTo(path);
                    assertThat(String.valueOf(e.getMessage()).lines().count()).isEqualTo(1);
                    assertThat(e.getMessage()).isNotBlank().doesNotContain("[Source", "through reference");
                });
    }

    @Test
    void propertiesThatNobodyKnowsAreIgnored() {
        assertThat(read("{\"first\":\"Ada\",\"born\":1815}", Name.class)).isEqualTo(new Name("Ada", null));
    }

    @Test
    void rawJsonPassesThroughAtAnyDepth() {
        RawJson raw = RawJson.of("{\"b\":1.10,\n\"a\":12345678901234567890}");
        assertThat(CODEC.encode(raw)).isSameAs(raw.bytes());
        assertThat(print(new Wrapped("x", raw)))
                .isEqualTo("{\"kind\":\"x\",\"payload\":{\"b\":1.10, \"a\":12345678901234567890}}");
        assertThat(print(List.of(raw, RawJson.of("null"))))
                .isEqualTo("[{\"b\":1.10, \"a\":12345678901234567890},null]");
        Wrapped back = (Wrapped) read(print(new Wrapped("x", raw)), Wrapped.class);
        assertThat(back).isNotNull();
        assertThat(back.payload()).hasToString("{\"b\":1.10,\"a\":12345678901234567890}");
        assertThat(read("{\"a\":1.10}", RawJson.class)).hasToString("{\"a\":1.10}");
        assertThat(((Wrapped) read("{\"payload\":null}", Wrapped.class)).payload())
                .hasToString("null");
    }

    @Test
    void aDeepRawValueCountsWithWhatIsAroundIt() {
        RawJson deep = RawJson.of("[".repeat(1000) + "]".repeat(1000));
        assertThat(CODEC.encode(deep)).hasSize(2000);
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> CODEC.encode(List.of(deep)));
    }

    @Test
    void anApplicationsMapperKeepsItsSettingsButNotItsLineBreaks() {
        JsonMapper pretty = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        JacksonCodec codec = new JacksonCodec(pretty);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", List.of(1, RawJson.of("[1,\n2]")));
        map.put("a", new Raw("[\r\n1]"));
        assertThat(new String(codec.encode(map), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":{\"json\":[  1]},\"b\":[1,[1, 2]]}");
        assertThat(pretty.isEnabled(SerializationFeature.INDENT_OUTPUT)).isTrue();
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> codec.encode(new Object()));
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> codec.encode(Double.NaN));
        assertThat(codec.decode("1.10".getBytes(StandardCharsets.UTF_8), Object.class))
                .isEqualTo(new BigDecimal("1.10"));
    }

    @Test
    void theDeclaredOrderOfPropertiesIsKept() {
        assertThat(print(new Bean())).isEqualTo("{\"zebra\":1,\"apple\":2,\"self\":null}");
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullsHaveTheirForm() {
        assertThat(print(null)).isEqualTo("null");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> CODEC.decode("1".getBytes(StandardCharsets.UTF_8), null));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new JacksonCodec(null));
    }
}
