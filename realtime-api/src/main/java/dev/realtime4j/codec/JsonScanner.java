package dev.realtime4j.codec;

/**
 * Recognizes JSON (RFC 8259) in well-formed UTF-8, without making anything: each message that comes from a broker is looked
 * at, by every process that follows its channel, and a parser of the library takes up to three times as long and 600 bytes.
 *
 * <p>What is recognized is JSON. What is not may still be, where it is nested deeply or a name has escapes: that, and what is
 * wrong with it, is left to the library (see {@link JsonText}).
 */
final class JsonScanner {
    /** As many as a number has bits. */
    private static final int MOST_DEPTH = 64;

    /** What {@link #next} and {@link #peek} give where nothing is left; no token begins with it. */
    private static final byte END = 0;

    private final byte[] json;
    private int at;
    private boolean broken;

    private JsonScanner(byte[] json) {
        this.json = json;
    }

    /** What was found. */
    enum Found {
        /** One JSON value without line breaks. */
        ONE_LINE,
        /** One JSON value with line breaks, all of which are between its tokens. */
        LINES,
        /** Neither of them, as far as is seen here. */
        NOT_RECOGNIZED
    }

    /** Looks at bytes. */
    static Found scan(byte[] json) {
        JsonScanner scanner = new JsonScanner(json);
        if (!scanner.document()) {
            return Found.NOT_RECOGNIZED;
        }
        return scanner.broken ? Found.LINES : Found.ONE_LINE;
    }

    /** The levels that are open are the bits of a number, the innermost one the lowest: 1 for an object. */
    private boolean document() {
        long levels = 0;
        int depth = 0;
        while (true) {
            // A value begins here.
            byte first = next();
            if (first == '{' || first == '[') {
                if (depth == MOST_DEPTH) {
                    return false;
                }
                at++;
                boolean object = first == '{';
                if (next() != (object ? '}' : ']')) {
                    levels = levels << 1 | (object ? 1 : 0);
                    depth++;
                    if (object && !name()) {
                        return false;
                    }
                    continue;
                }
                at++;
            } else if (!scalar(first)) {
                return false;
            }
            // A value has ended here, and perhaps what it is in.
            byte after = next();
            while (depth > 0 && after == ((levels & 1) == 1 ? '}' : ']')) {
                at++;
                levels >>>= 1;
                depth--;
                after = next();
            }
            if (depth == 0) {
                return at == json.length;
            }
            if (after != ',') {
                return false;
            }
            at++;
            if ((levels & 1) == 1 && !name()) {
                return false;
            }
        }
    }

    /** The next byte that is no white space; it is not gone over. */
    private byte next() {
        while (at < json.length) {
            byte b = json[at];
            if (b == '\n' || b == '\r') {
                broken = true;
            } else if (b != ' ' && b != '\t') {
                return b;
            }
            at++;
        }
        return END;
    }

    /** A member's name and the colon. The library takes no lone surrogates in names, even as escapes. */
    private boolean name() {
        if (next() != '"' || !string(false) || next() != ':') {
            return false;
        }
        at++;
        return true;
    }

    private boolean scalar(byte first) {
        return switch (first) {
            case '"' -> string(true);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at == json.length || json[at] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (peek() == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at > from;
    }

    private byte peek() {
        return at < json.length ? json[at] : END;
    }

    /** From the opening quotation mark to behind the closing one. */
    private boolean string(boolean escapes) {
        at++;
        while (at < json.length) {
            byte b = json[at++];
            if (b == '"') {
                return true;
            }
            boolean follows = b >= ' ' ? b != '\\' || (escapes && escape()) : b < 0 && character(b);
            if (!follows) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == json.length) {
            return false;
        }
        byte b = json[at++];
        if (b != 'u') {
            return "\"\\/bfnrt".indexOf(b) >= 0;
        }
        for (int end = at + 4; at < end; at++) {
            if (at == json.length || Character.digit(json[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The rest of a character of several bytes, by the table of RFC 3629: none longer than needed, no surrogates, nothing
     * above U+10FFFF.
     */
    private boolean character(byte lead) {
        int first = lead & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int more = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        for (int i = 0; i < more; i++, at++) {
            int b = peek() & 0xFF;
            if (b < least || b > most) {
                return false;
            }
            least = 0x80;
            most = 0xBF;
        }
        return more > 0;
    }
}
