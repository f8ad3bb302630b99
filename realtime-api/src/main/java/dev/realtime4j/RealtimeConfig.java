package dev.realtime4j;

import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.JsonCodec;
import dev.realtime4j.engine.EventCatalog;
import dev.realtime4j.engine.Names;
import dev.realtime4j.engine.Secrets;
import dev.realtime4j.engine.Setting;
import dev.realtime4j.engine.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a {@link Realtime}. Immutable; made by a {@link Builder}, from a map, or from a file and the environment.
 *
 * <p>A configuration is checked as a whole when it is made, and every fault is reported at once; an unknown key is a fault
 * (Rule F3). {@code docs/configuration.md} lists the keys. {@link #toString()} shows no secret.
 */
public final class RealtimeConfig {
    private final @Nullable String url;
    private final Retentions retentions;
    private final Timeouts timeouts;
    private final int maxDataBytes;
    private final long bufferBytes;
    private final int handlerThreads;
    private final @Nullable Class<?> events;
    private final boolean strict;
    private final JsonCodec codec;
    private final RealtimeMetrics metrics;
    private final Clock clock;
    private final Map<String, String> options;

    private RealtimeConfig(Builder builder, Map<String, String> merged) {
        url = builder.url;
        retentions = new Retentions(builder.retention);
        timeouts = builder.timeouts;
        maxDataBytes = builder.maxDataBytes;
        bufferBytes = builder.bufferBytes;
        handlerThreads = builder.handlerThreads;
        events = builder.events;
        strict = builder.strict;
        codec = builder.codec;
        metrics = builder.metrics;
        clock = builder.clock;
        options = Map.copyOf(merged);
    }

    /**
     * How long to wait.
     *
     * @param connect until a backend must have been reached; 5 s by default (Rule F1)
     * @param request until an emit or a read must have been answered; 10 s by default (Rules E5, F2)
     * @param close how long {@code close} waits for a running handler; 10 s by default (Rule S11)
     */
    public record Timeouts(Duration connect, Duration request, Duration close) {
        /** 5 s to connect, 10 s for a request, 10 s to close. */
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

        /**
         * Makes timeouts.
         *
         * @param connect the connect timeout
         * @param request the request timeout
         * @param close the close timeout
         * @throws IllegalArgumentException if one is null, shorter than 1 ms or longer than an hour
         */
        public Timeouts {
            check("connect timeout", connect);
            check("request timeout", request);
            check("close timeout", close);
        }

        private static void check(String name, Duration value) {
            if (value == null
                    || value.compareTo(Duration.ofMillis(1)) < 0
                    || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("The " + name + " must be 1 ms to 1 hour, got " + value);
            }
        }
    }

    /**
     * Starts a configuration for a backend.
     *
     * @param url the backend's URL; its query parameters are options of the backend
     * @return a builder with the defaults
     */
    public static Builder builder(String url) {
        return new Builder(Names.given(url, "url"));
    }

    /** {@return a builder with the defaults and without a URL, for {@link Realtime#over}} */
    public static Builder builder() {
        return new Builder(null);
    }

    /**
     * Loads the configuration from the file {@code realtime.properties} in the working directory, if there is one, and then
     * from environment variables that start with {@code REALTIME_}, which win.
     *
     * @return the configuration
     * @throws IllegalArgumentException if anything is wrong; every fault is named with its origin
     */
    public static RealtimeConfig load() {
        return Settings.load(Path.of("realtime.properties"), false, System.getenv());
    }

    /**
     * Loads the configuration from a properties file and then from environment variables, as {@link #load()}.
     *
     * @param file the file, which must exist
     * @return the configuration
     * @throws IllegalArgumentException if the file cannot be read or anything is wrong; every fault is named
     */
    public static RealtimeConfig load(Path file) {
        return Settings.load(file, true, System.getenv());
    }

    /**
     * Makes a configuration from settings with the keys of the properties file.
     *
     * @param settings keys and values
     * @return the configuration
     * @throws IllegalArgumentException if anything is wrong; every fault is named
     */
    public static RealtimeConfig of(Map<String, String> settings) {
        return Settings.parse(settings);
    }

    /** {@return the backend's URL with its credentials, so not for logs; null for {@link Realtime#over}} */
    public @Nullable String url() {
        return url;
    }

    /**
     * The retention of a channel: that of the longest prefix that its name starts with, else the default (Rule R1).
     *
     * @param channel a channel name
     * @return its retention
     */
    public Retention retention(String channel) {
        return retentions.of(channel);
    }

    /** {@return all retentions by prefix, longest first; the default has the empty prefix if it was set. Unmodifiable} */
    public Map<String, Retention> retentions() {
        return retentions.byPrefix();
    }

    /** {@return how long to wait} */
    public Timeouts timeouts() {
        return timeouts;
    }

    /** {@return the most bytes that the data of one message may have as JSON (Rule N4); 512 KiB by default} */
    public int maxDataBytes() {
        return maxDataBytes;
    }

    /** {@return how many bytes of messages, over all channels, are kept in memory for subscriptions; 64 MiB by default} */
    public long bufferBytes() {
        return bufferBytes;
    }

    /** {@return how many handlers may run at once on a JVM without virtual threads (Rule S8); 256 by default} */
    public int handlerThreads() {
        return handlerThreads;
    }

    /** {@return the nested interface of {@link Event}s that declares the events and their types (Rule E7), or null} */
    public @Nullable Class<?> events() {
        return events;
    }

    /** {@return whether events that are not declared are refused (Rule E7); false by default} */
    public boolean strict() {
        return strict;
    }

    /** {@return what encodes and decodes data; a codec on Jackson 3 by default} */
    public JsonCodec codec() {
        return codec;
    }

    /** {@return who is told what happens; {@link RealtimeMetrics#NONE} by default} */
    public RealtimeMetrics metrics() {
        return metrics;
    }

    /** {@return the clock that ages are judged by; the system's by default} */
    public Clock clock() {
        return clock;
    }

    /** {@return the backend's options without its name in front: those of the URL and those that were set. Unmodifiable} */
    public Map<String, String> options() {
        return options;
    }

    @Override
    public String toString() {
        return "RealtimeConfig[url=" + Secrets.maskUrl(url) + ", retention=" + retentions + ", timeouts=" + timeouts
                + ", maxDataBytes=" + maxDataBytes + ", bufferBytes=" + bufferBytes + ", handlerThreads="
                + handlerThreads + ", strict=" + strict + ", options=" + Secrets.mask(options) + "]";
    }

    /** Collects settings; not for use by several threads at once. Wrong ones are reported together by {@link #build()}. */
    public static final class Builder {
        private final @Nullable String url;
        private final Map<String, Retention> retention = new LinkedHashMap<>();
        private Timeouts timeouts = Timeouts.DEFAULT;
        private int maxDataBytes = 512 * 1024;
        private long bufferBytes = 64L * 1024 * 1024;
        private int handlerThreads = 256;
        private @Nullable Class<?> events;
        private boolean strict;
        private JsonCodec codec = JacksonCodec.DEFAULT;
        private RealtimeMetrics metrics = RealtimeMetrics.NONE;
        private Clock clock = Clock.systemUTC();
        private final Map<String, String> options = new LinkedHashMap<>();

        private Builder(@Nullable String url) {
            this.url = url;
        }

        /**
         * Sets the retention of all channels without one of their own.
         *
         * @param value the retention; the newest 1,000 messages of 24 hours by default
         * @return this
         */
        public Builder retention(Retention value) {
            return retention("", value);
        }

        /**
         * Sets the retention of the channels whose names start with a prefix; the longest prefix wins.
         *
         * @param prefix the start of channel names
         * @param value the retention
         * @return this
         */
        public Builder retention(String prefix, Retention value) {
            retention.put(Names.given(prefix, "prefix"), Names.given(value, "value"));
            return this;
        }

        /**
         * Sets how long to wait.
         *
         * @param value the timeouts
         * @return this
         */
        public Builder timeouts(Timeouts value) {
            timeouts = Names.given(value, "value");
            return this;
        }

        /**
         * Sets the most bytes that the data of one message may have as JSON.
         *
         * @param value 1 to 64 MiB
         * @return this
         */
        public Builder maxDataBytes(int value) {
            maxDataBytes = value;
            return this;
        }

        /**
         * Sets how many bytes of messages are kept in memory over all channels.
         *
         * @param value 0 to 1 TiB; with 0 all is read from the log
         * @return this
         */
        public Builder bufferBytes(long value) {
            bufferBytes = value;
            return this;
        }

        /**
         * Sets how many handlers may run at once on a JVM without virtual threads.
         *
         * @param value 1 to 10,000
         * @return this
         */
        public Builder handlerThreads(int value) {
            handlerThreads = value;
            return this;
        }

        /**
         * Declares events and their types: data that does not fit is refused wherever it is emitted (Rule E7).
         *
         * @param value a nested interface of {@link Event}s
         * @return this
         */
        public Builder events(Class<?> value) {
            events = Names.given(value, "value");
            return this;
        }

        /**
         * Refuses events that are not declared by {@link #events}.
         *
         * @return this
         */
        public Builder strict() {
            strict = true;
            return this;
        }

        /**
         * Sets what encodes and decodes data.
         *
         * @param value the codec
         * @return this
         */
        public Builder codec(JsonCodec value) {
            codec = Names.given(value, "value");
            return this;
        }

        /**
         * Sets who is told what happens.
         *
         * @param value the metrics
         * @return this
         */
        public Builder metrics(RealtimeMetrics value) {
            metrics = Names.given(value, "value");
            return this;
        }

        /**
         * Sets the clock that ages are judged by; the in-memory backend also takes its timestamps from it.
         *
         * @param value the clock, safe for any threads
         * @return this
         */
        public Builder clock(Clock value) {
            clock = Names.given(value, "value");
            return this;
        }

        /**
         * Sets an option of the backend; the same key in the URL's query wins.
         *
         * @param key the option's name, without the backend's name in front
         * @param value its value
         * @return this
         */
        public Builder option(String key, String value) {
            options.put(Names.given(key, "key"), Names.given(value, "value"));
            return this;
        }

        /**
         * Checks everything and makes the configuration.
         *
         * @return the configuration
         * @throws IllegalArgumentException if anything is wrong; the message names every fault, one a line, and what is
         *     allowed (Rule F3)
         */
        public RealtimeConfig build() {
            List<String> faults = new ArrayList<>();
            Setting.MAX_DATA_BYTES.check(maxDataBytes, faults);
            Setting.BUFFER_BYTES.check(bufferBytes, faults);
            Setting.HANDLER_THREADS.check(handlerThreads, faults);
            retention.keySet().forEach(prefix -> Settings.checkPrefix(prefix, faults));
            if (strict && events == null) {
                faults.add("strict needs declared events: give their interface by events(…)");
            }
            faults.addAll(EventCatalog.faults(events));
            Map<String, String> merged = new LinkedHashMap<>(options);
            merged.putAll(Settings.urlOptions(url, faults));
            RealtimeConfig config = new RealtimeConfig(this, merged);
            Settings.checkBackend(config, faults);
            Settings.refuse(faults);
            return config;
        }
    }
}
