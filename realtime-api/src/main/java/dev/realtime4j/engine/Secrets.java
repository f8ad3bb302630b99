package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps secrets out of everything that people read (Rules F1, F3). In doubt it hides too much. */
public final class Secrets {
    private static final String MASK = "***";
    private static final Pattern ADDRESS = Pattern.compile("([^/@:,\\s]*+|\\[[0-9a-fA-F:.%]*+])(:\\d++)?");
    private static final Pattern PARAMETER = Pattern.compile("([\\w.%-]++=.*+)?");
    // Nothing is tried twice at one place (++ and the look behind), so that long texts take linear time.
    private static final Pattern URL_IN_TEXT = Pattern.compile("(?<![a-zA-Z0-9+.-])[a-zA-Z0-9+.-]++://[^\\s\"<>]++");
    private static final Pattern KEY_IN_TEXT = Pattern.compile("(?<![\\w.-])([\\w.-]++)[\"']?\\s*+[=:]\\s*+");
    private static final Pattern VALUE_IN_TEXT = Pattern.compile("\"[^\"]*+\"?|'[^']*+'?|[^\\s&\"']++");
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
        String urls = URL_IN_TEXT.matcher(text).replaceAll(url -> Matcher.quoteReplacement(maskedUrl(url.group())));
        StringBuilder masked = new StringBuilder();
        Matcher key = KEY_IN_TEXT.matcher(urls);
        Matcher value = VALUE_IN_TEXT.matcher(urls);
        int done = 0;
        // What follows a key that is none of ours may be a key itself, as in "refused: password=…".
        for (int from = 0; key.find(from); ) {
            from = key.end();
            if (isSecret(String.valueOf(key.group(1)))
                    && !urls.startsWith("//", key.end())
                    && value.region(key.end(), urls.length()).lookingAt()) {
                masked.append(urls, done, key.end()).append(MASK);
                done = value.end();
                from = done;
            }
        }
        return masked.append(urls, done, urls.length()).toString();
    }

    /** As {@link #maskText}, and without the secrets of a configuration wherever they stand: for drivers' messages. */
    public static String maskText(@Nullable String text, RealtimeConfig config) {
        return hide(maskText(text), config);
    }

    /** A text without the secrets of a configuration wherever they stand. */
    static String hide(String text, RealtimeConfig config) {
        String masked = text;
        for (String secret : secrets(config)) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    /** The secrets that are long enough to be told from words, the longest first: one may hold another. */
    private static List<String> secrets(RealtimeConfig config) {
        List<String> secrets = new ArrayList<>();
        config.options().forEach((key, value) -> {
            if (isSecret(key)) {
                secrets.add(value);
            }
        });
        String url = config.url();
        if (url != null && at(url) >= 0) {
            String credentials = url.substring(start(url), at(url));
            secrets.add(credentials);
            secrets.add(credentials.substring(credentials.indexOf(':') + 1));
            secrets.add(String.valueOf(BackendUrl.decode(credentials.substring(credentials.indexOf(':') + 1))));
        }
        secrets.removeIf(secret -> secret.length() < 3);
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return secrets;
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
        int start = start(url);
        int at = at(url);
        String head = at < 0 ? url.substring(0, start) : url.substring(0, start) + MASK;
        String tail = url.substring(at < 0 ? start : at);
        int query = tail.indexOf('?');
        return query < 0 ? head + tail : head + tail.substring(0, query + 1) + maskQuery(tail.substring(query + 1));
    }

    /** Where the addresses start, after {@code scheme://} or {@code scheme:}. */
    private static int start(String url) {
        int start = url.indexOf(':') + 1;
        return url.startsWith("//", start) ? start + 2 : start;
    }

    /** Where credentials end, or -1. A password may hold any character if somebody forgot to escape it: the last @ counts. */
    private static int at(String url) {
        int start = start(url);
        int query = url.indexOf('?', start);
        int at = url.lastIndexOf('@');
        if (query >= 0 && at > query && isHarmless(url, start, query)) {
            return -1;
        }
        return at >= start ? at : -1;
    }

    /** Whether what stands before the query is nothing but addresses and a path, so that an @ in the query is just text. */
    private static boolean isHarmless(String url, int start, int query) {
        int path = url.indexOf('/', start);
        int end = path < 0 || path > query ? query : path;
        return Stream.of(url.substring(start, end).split(",", -1)).allMatch(ADDRESS.asMatchPredicate())
                && Stream.of(url.substring(query + 1).split("&", -1)).allMatch(PARAMETER.asMatchPredicate());
    }

    private static String maskQuery(String query) {
        return Stream.of(query.split("&", -1))
                .map(parameter -> {
                    int equals = parameter.indexOf('=');
                    // Without a key nobody knows what it is: the end of a password, perhaps.
                    boolean secret = equals < 0 ? !parameter.isEmpty() : isSecret(parameter.substring(0, equals));
                    return secret ? parameter.substring(0, equals + 1) + MASK : parameter;
                })
                .collect(Collectors.joining("&"));
    }
}
