package dev.realtime4j.engine;

import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The keys of a configuration, with what each allows. {@code docs/configuration.md} shows the same as a table. */
public enum Setting {
    /** See {@link dev.realtime4j.RealtimeConfig#url()}. */
    URL("url", Kind.TEXT, "", 0, 0),
    /** See {@link dev.realtime4j.RealtimeConfig.Timeouts#connect()}. */
    CONNECT_TIMEOUT("connect-timeout", Kind.DURATION, "5s", 1, 3_600_000),
    /** See {@link dev.realtime4j.RealtimeConfig.Timeouts#request()}. */
    REQUEST_TIMEOUT("request-timeout", Kind.DURATION, "10s", 1, 3_600_000),
    /** See {@link dev.realtime4j.RealtimeConfig.Timeouts#close()}. */
    CLOSE_TIMEOUT("close-timeout", Kind.DURATION, "10s", 1, 3_600_000),
    /** See {@link dev.realtime4j.RealtimeConfig#maxDataBytes()}. */
    MAX_DATA_BYTES("max-data-bytes", Kind.SIZE, "512KiB", 1, 64L << 20),
    /** See {@link dev.realtime4j.RealtimeConfig#bufferBytes()}. */
    BUFFER_BYTES("buffer-bytes", Kind.SIZE, "64MiB", 0, 1L << 40),
    /** See {@link dev.realtime4j.RealtimeConfig#handlerThreads()}. */
    HANDLER_THREADS("handler-threads", Kind.COUNT, "256", 1, 10_000),
    /** See {@link dev.realtime4j.RealtimeConfig#strict()}. */
    STRICT("strict", Kind.FLAG, "false", 0, 0),
    /** See {@link dev.realtime4j.RealtimeConfig#events()}. */
    EVENTS("events", Kind.TEXT, "", 0, 0),
    /** See {@link dev.realtime4j.Retention#maxMessages()}. */
    RETENTION_MAX_MESSAGES("retention.max-messages", Kind.COUNT, "1000", 1, 1_000_000_000),
    /** See {@link dev.realtime4j.Retention#maxAge()}. */
    RETENTION_MAX_AGE("retention.max-age", Kind.DURATION, "24h", 1, 3650L * 86_400_000);

    /** What the keys of the retentions by prefix start with; the prefix follows. */
    static final String RETENTION_PREFIX = "retention.prefix.";
    /** Keys that start so are read by the standalone server, which may share a file with this. */
    static final String SERVER = "serve.";

    /** The form of a value. */
    enum Kind {
        TEXT,
        FLAG,
        COUNT,
        SIZE,
        DURATION
    }

    private final String key;
    private final Kind kind;
    private final String defaultText;
    private final long min;
    private final long max;

    Setting(String key, Kind kind, String defaultText, long min, long max) {
        this.key = key;
        this.kind = kind;
        this.defaultText = defaultText;
        this.min = min;
        this.max = max;
    }

    String key() {
        return key;
    }

    /** The default in the form that a file has; empty if there is none. */
    String defaultText() {
        return defaultText;
    }

    /** The environment variable of a key: upper case, with {@code _} for {@code .} and {@code -}. */
    static String environmentName(String key) {
        return "REALTIME_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The range as people write it. */
    String range() {
        return switch (kind) {
            case TEXT -> "";
            case FLAG -> "true or false";
            case COUNT -> min + " to " + max;
            case SIZE -> SettingText.size(min) + " to " + SettingText.size(max);
            case DURATION -> SettingText.duration(min) + " to " + SettingText.duration(max);
        };
    }

    /** Adds a fault unless a number lies in the range; ms for a duration, bytes for a size. */
    public void check(long value, List<String> faults) {
        if (value < min || value > max) {
            faults.add(key + " must be " + range() + ", got " + value);
        }
    }

    /**
     * Reads a number, a size in bytes or a duration in ms, in its range.
     *
     * @throws IllegalArgumentException that says what is allowed, without the key
     */
    long parse(String text) {
        long value;
        try {
            value = switch (kind) {
                case COUNT -> Long.parseLong(text.strip());
                case SIZE -> SettingText.parseSize(text.strip());
                default -> SettingText.parseDuration(text.strip());
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw refused(text, e);
        }
        if (value < min || value > max) {
            throw refused(text, null);
        }
        return value;
    }

    private IllegalArgumentException refused(String text, @Nullable Exception cause) {
        String form = switch (kind) {
            case COUNT -> "a whole number";
            case SIZE -> "a number of bytes, or of KiB, MiB or GiB as in 512KiB";
            default -> "a duration such as 500ms, 30s, 5m, 24h, 7d or PT30S";
        };
        return new IllegalArgumentException(
                "must be " + form + ", " + range() + ", got " + SettingText.got(text), cause);
    }
}
