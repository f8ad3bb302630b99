package dev.realtime4j.inmemory;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a URL says of the store: {@code memory:} is a store of its own, {@code memory:NAME} a shared one. */
final class StoreName {
    static final String SCHEME = "memory";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{0,256}");

    private StoreName() {}

    /**
     * The fault of a URL.
     *
     * @param url a URL, or null where none is needed
     * @return a sentence, or null if all is well
     */
    static @Nullable String fault(@Nullable String url) {
        if (url == null) {
            return null;
        }
        if (!url.regionMatches(true, 0, SCHEME + ":", 0, SCHEME.length() + 1)) {
            return "url: an in-memory store is named by memory: or memory:NAME, not by another scheme";
        }
        if (!NAME.matcher(of(url)).matches()) {
            return "url: the name of an in-memory store has at most 256 letters (a to z), digits, '.', '_' and '-', as in"
                    + " memory:orders; got " + url;
        }
        return null;
    }

    /**
     * The store that a URL without fault names.
     *
     * @param url a URL, or null
     * @return the name of a shared store, or the empty text for a store of its own
     */
    static String of(@Nullable String url) {
        if (url == null) {
            return "";
        }
        int query = url.indexOf('?');
        return url.substring(SCHEME.length() + 1, query < 0 ? url.length() : query);
    }
}
