package dev.realtime4j.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Checks that bytes are exactly one JSON value (RFC 8259) in well-formed UTF-8, so that nobody has to ask again (Rule N3). */
final class JsonText {
    static final int MAX_DEPTH = 1000;

    private static final JsonFactory STRICT = JsonFactory.builder()
            // Else UTF-16 and UTF-32 would be taken for JSON as well.
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(unbounded())
            .build();

    private JsonText() {}

    /** What bounds the size of JSON here is the size of the data (Rule N4) and its depth; nothing else. */
    static StreamReadConstraints unbounded() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
    }

    /**
     * Encodes text, without replacing what is not well-formed.
     *
     * @throws JsonMismatchException if the text is null or holds a lone surrogate
     */
    static byte[] utf8(@Nullable String text) {
        if (text == null) {
            throw nullText();
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw new JsonMismatchException(
                            "$",
                            String.format(
                                    Locale.ROOT,
                                    "lone surrogate U+%04X at index %d: JSON text is well-formed Unicode",
                                    (int) c,
                                    i),
                            null);
                }
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Checks JSON.
     *
     * @param json belongs to the callee: line breaks between tokens become spaces in this very array
     * @return the same array
     * @throws JsonMismatchException if it is not exactly one JSON value; the message says where
     */
    static byte[] validated(byte @Nullable [] json) {
        if (json == null) {
            throw nullText();
        }
        JsonScanner.Found found = JsonScanner.scan(json);
        if (found == JsonScanner.Found.NOT_RECOGNIZED) {
            check(json);
        }
        if (found != JsonScanner.Found.ONE_LINE) {
            // Inside of strings JSON has none, so all that are left lie between tokens.
            for (int i = 0; i < json.length; i++) {
                if (json[i] == '\n' || json[i] == '\r') {
                    json[i] = ' ';
                }
            }
        }
        return json;
    }

    /**
     * Checks JSON by the library, which says what is wrong and where.
     *
     * @throws JsonMismatchException if it is not exactly one JSON value in well-formed UTF-8
     */
    static void check(byte[] json) {
        if (json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF) {
            throw new JsonMismatchException("$", "starts with a byte order mark, which JSON must not", null);
        }
        checkUtf8(json);
        parse(json);
    }

    private static void checkUtf8(byte[] json) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(json);
        CharBuffer out = CharBuffer.allocate(Math.min(json.length, 4096));
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                throw new JsonMismatchException("$", "not well-formed UTF-8 at byte " + in.position(), null);
            }
            if (result.isUnderflow()) {
                return;
            }
            out.clear();
        }
    }

    private static void parse(byte[] json) {
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            int depth = 0;
            try {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw new JsonMismatchException("$", "empty, but exactly one JSON value is needed", null);
                }
                while (token != null) {
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    token = parser.nextToken();
                    if (depth == 0 && token != null) {
                        throw new JsonMismatchException(
                                "$", "more than one JSON value" + at(parser.currentTokenLocation()), null);
                    }
                }
            } catch (JacksonException e) {
                throw new JsonMismatchException(
                        JsonFaults.path(parser.streamReadContext()),
                        "not JSON: " + JsonFaults.reason(e) + at(e.getLocation()),
                        e);
            }
        }
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static JsonMismatchException nullText() {
        return new JsonMismatchException("$", "no JSON text but a Java null; the JSON value null is \"null\"", null);
    }
}
