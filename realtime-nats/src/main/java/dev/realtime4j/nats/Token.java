package dev.realtime4j.nats;

import java.nio.charset.StandardCharsets;

/**
 * Any text as one plain ASCII token of a subject: letters, digits, {@code _} and {@code -} stay, every other byte of its UTF-8
 * becomes {@code =} and two hexadecimal digits. Different texts have different tokens.
 */
final class Token {
    private static final String HEX = "0123456789ABCDEF";

    private Token() {}

    /** Encodes a text that is not empty. */
    static String of(String text) {
        return encode(text, "_-");
    }

    /** Encodes an event's name for a header: as a token, but with dots, and readable in tools. */
    static String ofEvent(String event) {
        return encode(event, "_-.:/");
    }

    private static String encode(String text, String plain) {
        StringBuilder token = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c, plain)) {
                token.append(c);
                continue;
            }
            int end = i + (Character.isHighSurrogate(c) ? 2 : 1);
            for (byte b : text.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                token.append('=').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            }
            i = end - 1;
        }
        return token.toString();
    }

    private static boolean isPlain(char c, String plain) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || plain.indexOf(c) >= 0;
    }

    /**
     * Undoes the encoding.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String decode(String token) {
        if (token.indexOf('=') < 0) {
            return token;
        }
        byte[] bytes = new byte[token.length()];
        int count = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '=') {
                if (i + 2 >= token.length()) {
                    throw new IllegalArgumentException("cut off");
                }
                bytes[count++] = (byte) Integer.parseInt(token, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[count++] = (byte) c;
            }
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
