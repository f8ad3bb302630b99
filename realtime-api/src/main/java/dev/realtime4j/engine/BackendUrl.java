package dev.realtime4j.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the two parts of a backend's URL that concern everybody: its scheme and its query. {@link java.net.URI} cannot:
 * it refuses {@code memory:} and finds no host in {@code kafka://h1:1,h2:2}.
 */
final class BackendUrl {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

    private BackendUrl() {}

    /** The scheme in lower case; null if there is none. */
    static @Nullable String scheme(String url) {
        int colon = url.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(url).region(0, colon).matches()) {
            return null;
        }
        return url.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    /** The query's parameters, percent-decoded; a {@code +} stays one. Values appear in no fault: they may be secret. */
    static Map<String, String> query(String url, List<String> faults) {
        Map<String, String> options = new LinkedHashMap<>();
        if (url.chars().anyMatch(BackendUrl::isForbidden)) {
            // Else a driver might show what follows in a message, where nobody could tell how far a password goes.
            faults.add("url: white space, control characters, \", < and > must be percent-encoded, as in %20");
        }
        int start = url.indexOf('?');
        if (start < 0) {
            return options;
        }
        for (String parameter : url.substring(start + 1).split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                faults.add("url: each parameter of the query must have the form key=value, joined by &"
                        + "; a ?, & or = in a password or a value must be written %3F, %26, %3D");
                continue;
            }
            String key = decode(parameter.substring(0, equals));
            String value = decode(parameter.substring(equals + 1));
            if (key == null || value == null) {
                faults.add("url: the query's parameter "
                        + Names.shown(key == null ? parameter.substring(0, equals) : key)
                        + " is not well percent-encoded: a % must be written %25, and what is encoded must be UTF-8");
            } else if (options.put(key, value) != null) {
                faults.add("url: the query's parameter " + Names.shown(key) + " is given twice");
            }
        }
        return options;
    }

    private static boolean isForbidden(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || c == '"'
                || c == '<'
                || c == '>';
    }

    /** Undoes percent-encoding; null if it is malformed. */
    static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
