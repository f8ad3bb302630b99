package dev.realtime4j.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.codec.JsonScanner.Found;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            " ",
            "\t",
            "\n",
            "\r",
            "true",
            "false",
            "null",
            "0",
            "-",
            "1",
            "9",
            ".",
            "e",
            "E",
            "+",
            "12.5e-3",
            "\"a\"",
            "\"\\u00e9\"",
            "\"\\udc00\":",
            "\\u",
            "\\n",
            "\\x",
            "ä",
            "€",
            "😀",
            "\u0000",
            "\u001F",
            "\u007F",
            "\"key\":",
            "{}",
            "[]",
            "tru",
            "nul",
            "'",
            "/",
            "\uFEFF");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"user\":\"user-123\",\"tags\":[\"a\",\"b\"],\"at\":-1.5e+3,\"ok\":true,\"none\":null,\"more\":{\"x\":[]}}",
                "\"ä€😀\\u00e9\\\\\\\"\\/\\b\\f\\n\\r\\t\"",
                "[[[[{}]],{\"a\":{\"b\":[0]}}],false]",
                "0",
                " [ 1 ] "
            })
    void whatMessagesAreMadeOfIsRecognized(String json) {
        assertThat(JsonScanner.scan(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(Found.ONE_LINE);
    }

    @Test
    void lineBreaksBetweenTokensAreSeen() {
        assertThat(JsonScanner.scan("{\n}".getBytes(StandardCharsets.UTF_8))).isEqualTo(Found.LINES);
        assertThat(JsonScanner.scan("[1]\r".getBytes(StandardCharsets.UTF_8))).isEqualTo(Found.LINES);
        assertThat(JsonScanner.scan("\"\\n\"".getBytes(StandardCharsets.UTF_8))).isEqualTo(Found.ONE_LINE);
    }

    /** Up to where the levels are remembered in one number. */
    @Test
    void depthIsRecognizedToItsBound() {
        assertThat(JsonScanner.scan(nested(64))).isEqualTo(Found.ONE_LINE);
        assertThat(JsonScanner.scan(nested(65))).isEqualTo(Found.NOT_RECOGNIZED);
        assertThat(JsonText.validated(nested(65))).isEqualTo(nested(65));
    }

    private static byte[] nested(int depth) {
        String open = "[{\"a\":".repeat(depth / 2) + "[".repeat(depth % 2);
        String close = "]".repeat(depth % 2) + "}]".repeat(depth / 2);
        return (open + "1" + close).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void takesNothingThatTheLibraryRefusesOfAnyText() {
        long seed = Long.getLong("realtime.seed", System.nanoTime());
        Random random = new Random(seed);
        int recognized = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int tokens = random.nextInt(12); tokens >= 0; tokens--) {
                text.append(TOKENS.get(random.nextInt(TOKENS.size())));
            }
            recognized += agrees(text.toString().getBytes(StandardCharsets.UTF_8), seed);
        }
        assertThat(recognized)
                .as("texts that are JSON, -Drealtime.seed=%d", seed)
                .isGreaterThan(1000);
    }

    @Test
    void takesNothingThatTheLibraryRefusesOfDamagedJson() {
        long seed = Long.getLong("realtime.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] whole = "{\"a\":[1.5e-3,-0,true,null,\"ä€😀\\u00E9\\n\"],\n \"b\":{\"\":false},\"c\":[[],{}]}"
                .getBytes(StandardCharsets.UTF_8);
        int recognized = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] json = whole.clone();
            for (int faults = random.nextInt(3); faults >= 0; faults--) {
                int at = random.nextInt(json.length);
                switch (random.nextInt(3)) {
                    case 0 -> json[at] = (byte) random.nextInt(256);
                    case 1 -> json[at] = json[random.nextInt(json.length)];
                    default -> json = Arrays.copyOf(json, 1 + random.nextInt(json.length));
                }
            }
            recognized += agrees(json, seed);
        }
        assertThat(recognized).as("still JSON, -Drealtime.seed=%d", seed).isGreaterThan(1000);
    }

    /** 1 if it is recognized. The library is left with nothing but names with escapes. */
    private static int agrees(byte[] json, long seed) {
        boolean recognized = JsonScanner.scan(json) != Found.NOT_RECOGNIZED;
        String text = new String(json, StandardCharsets.UTF_8);
        if (recognized || text.indexOf('\\') < 0) {
            assertThat(recognized).as("-Drealtime.seed=%d: %s", seed, text).isEqualTo(isJson(json));
        }
        return recognized ? 1 : 0;
    }

    private static boolean isJson(byte[] json) {
        try {
            JsonText.check(json);
            return true;
        } catch (JsonMismatchException e) {
            return false;
        }
    }
}
