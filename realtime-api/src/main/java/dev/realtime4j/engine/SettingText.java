package dev.realtime4j.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as people write them. */
final class SettingText {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}) ?([a-zA-Z]*)");

    private SettingText() {}

    /** Reads bytes. */
    static long parseSize(String text) {
        return parse(text, Map.of("", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30));
    }

    /** Reads ms. */
    static long parseDuration(String text) {
        if (text.regionMatches(true, 0, "P", 0, 1)) {
            return Duration.parse(text).toMillis();
        }
        return parse(text, Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L));
    }

    private static long parse(String text, Map<String, Long> factors) {
        Matcher matcher = AMOUNT.matcher(text);
        if (matcher.matches()) {
            Long factor = factors.get(String.valueOf(matcher.group(2)).toLowerCase(Locale.ROOT));
            if (factor != null) {
                return Math.multiplyExact(Long.parseLong(String.valueOf(matcher.group(1))), factor);
            }
        }
        throw new IllegalArgumentException("Not an amount with one of the units " + factors.keySet());
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
        // No value but a URL has an @, so one that has got here by mistake is treated as one, with or without a scheme.
        return Names.shown(Secrets.maskText(text.indexOf('@') < 0 ? text : Secrets.maskUrl(text)));
    }
}
