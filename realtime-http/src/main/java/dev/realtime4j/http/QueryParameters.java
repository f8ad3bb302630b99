package dev.realtime4j.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, decoded as browsers encode them; repeated ones in their order. */
final class QueryParameters {
    private static final int MOST = 1000;
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private QueryParameters() {}

    static QueryParameters parse(@Nullable String query) {
        QueryParameters parameters = new QueryParameters();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        String[] parts = query.split("&", MOST + 1);
        if (parts.length > MOST) {
            throw new BadRequestException("The query has more than " + MOST + " parameters");
        }
        for (String part : parts) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
                parameters
                        .values
                        .computeIfAbsent(name, key -> new ArrayList<>())
                        .add(value);
            }
        }
        return parameters;
    }

    /** All values of a parameter. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The value of a parameter that is to be given once, or null. */
    @Nullable
    String one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw new BadRequestException("The parameter " + name + " is given " + given.size() + " times");
        }
        return given.isEmpty() ? null : given.get(0);
    }

    /** Malformed escapes and malformed UTF-8 are refused: two different names must never become one. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7F) {
                throw new BadRequestException("The query holds a character that is not percent-encoded");
            }
            if (c == '%') {
                bytes[length++] = escaped(text, i);
                i += 2;
            } else {
                bytes[length++] = c == '+' ? (byte) ' ' : (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("The query holds percent escapes that are not UTF-8");
        }
    }

    private static byte escaped(String text, int at) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new BadRequestException("The query holds a % without two hexadecimal digits after it");
        }
        return (byte) (high << 4 | low);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
