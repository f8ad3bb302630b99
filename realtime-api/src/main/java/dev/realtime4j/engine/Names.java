package dev.realtime4j.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Checks names and keys as Rules N1, N2 and E6 say. Called for each emit: a plain ASCII name costs one pass and no
 * allocation.
 */
public final class Names {
    private static final int MAX_BYTES = 256;
    private static final int SHOWN = 60;

    /** What a text is to be, and what is allowed for it. */
    private enum Kind {
        CHANNEL("channel name", "1 to 256 bytes of UTF-8, well-formed Unicode without control characters"),
        EVENT(
                "event name",
                "non-empty segments joined by dots, at most 256 bytes of UTF-8 in all, without control characters, white"
                        + " space or *"),
        KEY("idempotency key", "1 to 256 bytes of UTF-8, well-formed Unicode without control characters");

        private final String noun;
        private final String allowed;

        Kind(String noun, String allowed) {
            this.noun = noun;
            this.allowed = allowed;
        }
    }

    private Names() {}

    /**
     * Checks a channel's name (Rule N1).
     *
     * @return the name
     * @throws IllegalArgumentException that says what is wrong, where, and what is allowed
     */
    public static String channel(@Nullable String name) {
        return checked(Kind.CHANNEL, name);
    }

    /**
     * Checks an event's name (Rule N2).
     *
     * @return the name
     * @throws IllegalArgumentException that says what is wrong, where, and what is allowed
     */
    public static String event(@Nullable String name) {
        return checked(Kind.EVENT, name);
    }

    /**
     * Checks an idempotency key (Rule E6).
     *
     * @return the key
     * @throws IllegalArgumentException that says what is wrong, where, and what is allowed
     */
    public static String key(@Nullable String key) {
        return checked(Kind.KEY, key);
    }

    /**
     * Checks that an argument is there (Rule N5).
     *
     * @return the argument
     * @throws IllegalArgumentException that names it if it is null
     */
    public static <T> T given(@Nullable T argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return argument;
    }

    private static String checked(Kind kind, @Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("The " + kind.noun + " is null. Allowed: " + kind.allowed + ".");
        }
        int bytes = 0;
        // The end of the segment before, so that a dot just after it closes an empty one.
        int dot = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
                if (c < 0x20 || c == 0x7F) {
                    throw fault(kind, text, "control character", i);
                }
                if (kind == Kind.EVENT) {
                    if (c == '.') {
                        if (dot == i - 1) {
                            throw fault(kind, text, "empty segment before the dot", i);
                        }
                        dot = i;
                    } else if (c == ' ' || c == '*') {
                        throw fault(kind, text, c == '*' ? "asterisk" : "white space", i);
                    }
                }
            } else if (!Character.isSurrogate(c)) {
                bytes += c < 0x800 ? 2 : 3;
                if (Character.isISOControl(c)) {
                    throw fault(kind, text, "control character", i);
                }
                if (kind == Kind.EVENT && (Character.isWhitespace(c) || Character.isSpaceChar(c))) {
                    throw fault(kind, text, "white space", i);
                }
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw fault(kind, text, "lone surrogate", i);
            }
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("The " + kind.noun + " is empty. Allowed: " + kind.allowed + ".");
        }
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("The " + kind.noun + " " + shown(text) + " has " + bytes
                    + " bytes of UTF-8. Allowed: " + kind.allowed + ".");
        }
        if (kind == Kind.EVENT && dot == text.length() - 1) {
            throw fault(kind, text, "empty segment after the dot", dot);
        }
        return text;
    }

    private static IllegalArgumentException fault(Kind kind, String text, String what, int index) {
        return new IllegalArgumentException("Bad " + kind.noun + " " + shown(text) + ": " + what + " "
                + String.format(Locale.ROOT, "U+%04X", (int) text.charAt(index)) + " at index " + index
                + ". Allowed: " + kind.allowed + ".");
    }

    /** A text in quotes for one line of a message: shortened, and what cannot be printed is escaped. */
    public static String shown(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); ) {
            if (i >= SHOWN) {
                return quoted.append("\"… (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            int point = text.codePointAt(i);
            int type = Character.getType(point);
            if (type == Character.CONTROL
                    || type == Character.SURROGATE
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                for (char unit : Character.toChars(point)) {
                    quoted.append(String.format(Locale.ROOT, "\\u%04X", (int) unit));
                }
            } else {
                quoted.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return quoted.append('"').toString();
    }
}
