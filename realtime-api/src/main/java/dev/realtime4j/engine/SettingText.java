package dev.realtime4j.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them. */
final class SettingText {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?(KiB|MiB|GiB)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18}) ?(ms|s|m|h|d)", Pattern.CASE_INSENSITIVE);

    private SettingText() {}

    /** Reads bytes. */
    static long parseSize(String text) {
        Matcher matcher = matched(SIZE, text);
        String unit = matcher.group(2) == null ? "" : matcher.group(2).toLowerCase(Locale.ROOT);
        return Math.multiplyExact(
                Long.parseLong(matcher.group(1)),
                switch (unit) {
                    case "kib" -> 1L << 10;
                    case "mib" -> 1L << 20;
                    case "gib" -> 1L << 30;
                    default -> 1L;
                });
    }

    /** Reads ms. */
    static long parseDuration(String text) {
        if (text.regionMatches(true, 0, "P", 0, 1)) {
            return Duration.parse(text).toMillis();
        }
        Matcher matcher = matched(DURATION, text);
        return Math.multiplyExact(
                Long.parseLong(matcher.group(1)),
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "s" -> 1_000L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    case "d" -> 86_400_000L;
                    default -> 1L;
                });
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not of the form " + pattern);
        }
        return matcher;
    }

    /** Bytes in the largest unit that divides them. */
    static String size(long bytes) {
        return shown(bytes, new long[] {1L << 30, 1L << 20, 1L << 10, 1}, "GiB", "MiB", "KiB", "");
    }

    /** Milliseconds in the largest unit that divides them. */
    static String duration(long millis) {
        return shown(millis, new long[] {86_400_000, 3_600_000, 60_000, 1000, 1}, "d", "h", "m", "s", "ms");
    }

    private static String shown(long value, long[] factors, String... units) {
        int unit = 0;
        while (unit < units.length - 1 && (value == 0 || value % factors[unit] != 0)) {
            unit++;
        }
        return value / factors[unit] + units[unit];
    }

    /** A value in a message: on one line, shortened, and without secrets should it hold any. */
    static String got(String text) {
        return Names.shown(Secrets.maskText(text));
    }
}
