package dev.realtime4j.engine;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps secrets out of everything that people read (Rules F1, F3). In doubt it hides too much. */
public final class Secrets {
    private static final String MASK = "***";
    private static final Pattern ADDRESSES =
            Pattern.compile("[^/@:,\\s]*(:\\d*)?(,[^/@:,\\s]*(:\\d*)?)*|\\[[0-9a-fA-F:.%]*](:\\d*)?");
    private static final Pattern QUERY = Pattern.compile("([\\w.%-]+=[^&]*)?(&([\\w.%-]+=[^&]*)?)*");
    private static final Pattern URL_IN_TEXT = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s\"'<>]+");
    private static final Pattern PAIR_IN_TEXT =
            Pattern.compile("([\\w.-]+)(\"?\\s*[=:]\\s*)(\"[^\"]*\"?|'[^']*'?|[^\\s&\"'](?:[^\\s&\"',;)}\\]]*))");
    private static final String[] SECRET_PARTS = {
        "password", "passwd", "passphrase", "secret", "token", "credential", "creds", "jaas"
    };
    private static final String[] SECRET_ENDS = {"key", "pass", "pwd", "seed", "jwt", "auth"};
    private static final String[] PLACES = {"file", "path", "location", "dir"};

    private Secrets() {}

    /** A URL without credentials: neither before an {@code @} nor in its query. Null for null. */
    public static @Nullable String maskUrl(@Nullable String url) {
        return url == null ? null : maskedUrl(url);
    }

    /** Options, sorted, with the values of secret keys masked. */
    public static Map<String, String> mask(Map<String, String> options) {
        Map<String, String> masked = new TreeMap<>();
        options.forEach((key, value) -> masked.put(key, isSecret(key) ? MASK : maskText(value)));
        return masked;
    }

    /** Free text, such as a driver's message, with the credentials of URLs and the values of secret keys masked. */
    public static String maskText(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String urls = URL_IN_TEXT.matcher(text).replaceAll(url -> quoted(maskedUrl(url.group())));
        return PAIR_IN_TEXT
                .matcher(urls)
                .replaceAll(pair -> quoted(
                        isSecret(pair.group(1)) && !pair.group(3).startsWith("//")
                                ? pair.group(1) + pair.group(2) + MASK
                                : pair.group()));
    }

    /** Whether a key's value is a secret. The place of a file that holds one is none. */
    static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        for (String place : PLACES) {
            if (lower.endsWith(place)) {
                return false;
            }
        }
        for (String part : SECRET_PARTS) {
            if (lower.contains(part)) {
                return true;
            }
        }
        for (String end : SECRET_ENDS) {
            if (lower.endsWith(end)) {
                return true;
            }
        }
        return false;
    }

    private static String maskedUrl(String url) {
        int start = url.indexOf(':') + 1;
        if (url.startsWith("//", start)) {
            start += 2;
        }
        int query = url.indexOf('?', start);
        int at = url.lastIndexOf('@');
        if (at >= start && query >= 0 && at > query && isHarmless(url, start, query)) {
            at = url.lastIndexOf('@', query);
        }
        // A password may hold any character if somebody forgot to escape it: the last @ counts.
        String head = url.substring(0, start);
        String tail = url.substring(start);
        if (at >= start) {
            head += MASK;
            tail = url.substring(at);
        }
        int options = tail.indexOf('?');
        return options < 0
                ? head + tail
                : head + tail.substring(0, options + 1) + maskQuery(tail.substring(options + 1));
    }

    /** Whether what stands before the query is nothing but addresses and a path, so that an @ in the query is just text. */
    private static boolean isHarmless(String url, int start, int query) {
        int path = url.indexOf('/', start);
        int end = path < 0 || path > query ? query : path;
        return ADDRESSES.matcher(url.substring(start, end)).matches()
                && QUERY.matcher(url.substring(query + 1)).matches();
    }

    private static String maskQuery(String query) {
        StringBuilder masked = new StringBuilder();
        for (String option : query.split("&", -1)) {
            int equals = option.indexOf('=');
            masked.append(masked.isEmpty() ? "" : "&")
                    .append(
                            equals >= 0 && isSecret(option.substring(0, equals))
                                    ? option.substring(0, equals + 1) + MASK
                                    : option);
        }
        return masked.toString();
    }

    private static String quoted(String text) {
        return Matcher.quoteReplacement(text);
    }
}
