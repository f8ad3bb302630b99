package dev.realtime4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-0",
                "1.10",
                "1e5",
                "1E+400",
                "-0.0e-0",
                "12345678901234567890",
                "1e99999999999",
                "\"\"",
                "\"123\"",
                "\"\\u0000\\n\\/\\ud800\"",
                "\"\u007F\u0085\u2028😀\"",
                "[]",
                "{}",
                "{\"\":0}",
                "{\"a\":1,\"a\":2}",
                "{\"b\":1,\"a\":[1.0,1,{}]}",
                "{\"__proto__\":{\"constructor\":1}}",
                " \t[ 1 ,\t2 ] "
            })
    void takesEveryValueAsItIs(String json) {
        assertThat(RawJson.of(json)).hasToString(json);
        assertThat(RawJson.of(json.getBytes(StandardCharsets.UTF_8)).bytes())
                .isEqualTo(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "1 2",
                "{\"a\":1}}",
                "{}{}",
                "\"a\"\"b\"",
                "1,",
                "[1,]",
                "{\"a\":1,}",
                "[",
                "]",
                "{\"a\"",
                "{\"a\":",
                "{\"a\" 1}",
                "{a:1}",
                "{1:1}",
                "{'a':1}",
                "'a'",
                "NaN",
                "[NaN]",
                "Infinity",
                "-Infinity",
                "nul",
                "nulll",
                "True",
                "undefined",
                "01",
                "-01",
                "+1",
                ".5",
                "5.",
                "1e",
                "1e+",
                "-",
                "0x10",
                "1_000",
                "1a",
                "\"a",
                "\"a\\\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "\"a\tb\"",
                "\"\0\"",
                "1\0",
                "\u000B1",
                "\u00A01",
                "// c\n1",
                "/* c */1",
                "# c\n1",
                "\u001E1",
                "\uFEFF1",
                "[1}",
                "{\"a\":1]"
            })
    void refusesWhatIsNotExactlyOneValue(String json) {
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of(json))
                .matches(e -> String.valueOf(e.getMessage()).lines().count() == 1)
                .matches(e -> e.path().startsWith("$"));
    }

    @Test
    void saysWhere() {
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("{\"user\":{\"names\":[\"a\",\n  x]}}"))
                .withMessageContaining("at line 2, column ")
                .matches(e -> e.path().equals("$.user.names[1]"), "path $.user.names[1]");
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("1 2"))
                .withMessage("more than one JSON value at line 1, column 3");
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("\uFEFF{}"))
                .withMessageContaining("byte order mark");
    }

    @Test
    void lineBreaksBetweenTokensBecomeSpaces() {
        byte[] mine = "{\r\n\t\"a\\r\\n\" :\r1,\n\"b\":[\n]}\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] copy = mine.clone();
        RawJson raw = RawJson.of(mine);
        assertThat(raw).hasToString("{  \t\"a\\r\\n\" : 1, \"b\":[ ]}  ");
        assertThat(mine).as("the caller's array").isEqualTo(copy);
        mine[0] = 'x';
        assertThat(raw.bytes()[0]).isEqualTo((byte) '{');
    }

    @Test
    void numbersMayBeAsLongAsTheDataAndNestingAThousandDeep() {
        String digits = "1".repeat(10_000) + "." + "2".repeat(10_000) + "e" + "3".repeat(2_000);
        assertThat(RawJson.of(digits)).hasToString(digits);
        String deep = "[".repeat(500) + "{\"a\":".repeat(500) + "1" + "}".repeat(500) + "]".repeat(500);
        assertThat(RawJson.of(deep)).hasToString(deep);
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("[" + deep + "]"))
                .withMessageContaining("1000")
                .matches(e -> e.path().length() < 100, "short path");
        String name = "n".repeat(100_000);
        assertThat(RawJson.of("{\"" + name + "\":\"" + name + "\"}").bytes()).hasSize(200_007);
    }

    @ParameterizedTest
    @CsvSource({
        "c080, 1", // overlong NUL
        "c1bf, 1",
        "e08080, 1", // overlong
        "eda080, 1", // surrogate
        "edbfbf, 1",
        "f4908080, 1", // above U+10FFFF
        "f8888080, 1",
        "ff, 1",
        "80, 1",
        "61e282, 2", // cut off
        "61f09f98, 2"
    })
    void refusesUtf8ThatIsNotWellFormed(String hex, int position) {
        byte[] inside = HexFormat.of().parseHex(hex);
        byte[] json = new byte[inside.length + 2];
        System.arraycopy(inside, 0, json, 1, inside.length);
        json[0] = '"';
        json[json.length - 1] = '"';
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of(json))
                .withMessage("not well-formed UTF-8 at byte " + position);
    }

    @Test
    void findsBadUtf8FarBehind() {
        byte[] json = ("\"" + "é😀".repeat(5_000) + "x\"").getBytes(StandardCharsets.UTF_8);
        assertThat(RawJson.of(json).bytes()).isEqualTo(json);
        json[json.length - 2] = (byte) 0xC3;
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of(json))
                .withMessage("not well-formed UTF-8 at byte " + (json.length - 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void otherEncodingsAreNotGuessed(String charset) {
        for (String json : new String[] {"1", "\"a\"", "{\"a\":1}", "null"}) {
            assertThatExceptionOfType(JsonMismatchException.class)
                    .isThrownBy(() -> RawJson.of(json.getBytes(Charset.forName(charset))));
        }
    }

    @Test
    void loneSurrogatesAreNotReplaced() {
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("\"a\uD83D\""))
                .withMessageContaining("lone surrogate U+D83D at index 2");
        assertThatExceptionOfType(JsonMismatchException.class)
                .isThrownBy(() -> RawJson.of("\"\uDE00\uD83D\""))
                .withMessageContaining("lone surrogate U+DE00 at index 1");
        assertThat(RawJson.of("\"😀\"").bytes()).hasSize(6);
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsAnIllegalArgument() {
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> RawJson.of((String) null));
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> RawJson.of((byte[]) null));
    }

    @Test
    void wrapsAnArrayWithoutCopyingIt() {
        byte[] json = "[1,\n2]".getBytes(StandardCharsets.UTF_8);

        assertThat(RawJson.wrap(json).bytes()).isSameAs(json);
        assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo("[1, 2]");

        byte[] bad = "[1,\n2".getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(JsonMismatchException.class).isThrownBy(() -> RawJson.wrap(bad));
        assertThat(bad).asString(StandardCharsets.UTF_8).isEqualTo("[1,\n2");
    }
}
