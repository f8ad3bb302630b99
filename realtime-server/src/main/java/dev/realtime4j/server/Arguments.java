package dev.realtime4j.server;

import dev.realtime4j.MessageId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what stands in arguments. */
final class Arguments {
    private static final Pattern AGO = Pattern.compile("-(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private Arguments() {}

    /** Refuses arguments that the JVM could not decode: to store question marks would be worse. */
    static void check(@Nullable String... arguments) {
        for (String argument : arguments) {
            if (argument != null && argument.indexOf('\uFFFD') >= 0) {
                throw new IllegalArgumentException("\"" + argument + "\" holds characters that the locale cannot tell:"
                        + " set LC_ALL=C.UTF-8 (or any UTF-8 locale), or pass data by standard input");
            }
        }
    }

    /** Decodes UTF-8 strictly. */
    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not well-formed UTF-8", e);
        }
    }

    /** A time: absolute, or so long before now. */
    static final class Time implements ITypeConverter<Instant> {
        static final String FORMS =
                "A time T is an ISO instant (2026-01-31T12:00:00Z), ms since 1970, or so long ago (-30s, -15m, -24h, -7d).";
        private final Clock clock;

        Time() {
            this(Clock.systemUTC());
        }

        Time(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant convert(String text) {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                return clock.instant().minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
            }
            if (NUMBER.matcher(text).matches()) {
                return Instant.ofEpochMilli(Long.parseLong(text));
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("\"" + text + "\" is no time: give an ISO instant such as"
                        + " 2026-01-31T12:00:00Z, ms since 1970, or so long ago as -30s, -15m, -24h, -7d");
            }
        }
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** How long something takes. */
    static final class Span implements ITypeConverter<Duration> {
        static final String FORMS = "A duration D is like 500ms, 30s, 5m, 24h or 7d.";

        @Override
        public Duration convert(String text) {
            Matcher span = SPAN.matcher(text);
            if (!span.matches()) {
                throw new TypeConversionException(
                        "\"" + text + "\" is no duration: give one like 500ms, 30s, 5m, 24h or 7d");
            }
            return duration(Long.parseLong(span.group(1)), span.group(2));
        }
    }

    /** A message's id. */
    static final class Id implements ITypeConverter<MessageId> {
        @Override
        public MessageId convert(String text) {
            try {
                return MessageId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
