package dev.realtime4j;

import dev.realtime4j.codec.JacksonCodec;
import dev.realtime4j.codec.JsonCodec;
import dev.realtime4j.engine.EventCatalog;
import dev.realtime4j.engine.Secrets;
import dev.realtime4j.engine.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a {@link Realtime}. Immutable; made by a {@link Builder}, from a map, or from a file and the environment.
 *
 * <p>A configuration is checked as a whole when it is made, and every fault is reported at once; an unknown key is a fault
 * (Rule F3). {@code docs/configuration.md} lists the keys. {@link #toString()} shows no secret.
 */
public final class RealtimeConfig {
    private final @Nullable String url;
    private final List<PrefixRetention> retention;
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

    private RealtimeConfig(Builder builder, Map<String, String> options) {
        url = builder.url;
        retention = builder.retention.entrySet().stream()
                .map(entry -> new PrefixRetention(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingInt((PrefixRetention entry) -> entry.prefix.length())
                        .reversed())
                .toList();
        timeouts = builder.timeouts;
        maxDataBytes = builder.maxDataBytes;
        bufferBytes = builder.bufferBytes;
        handlerThreads = builder.handlerThreads;
        events = builder.events;
        strict = builder.strict;
        codec = builder.codec;
        metrics = builder.metrics;
        clock = builder.clock;
        this.options = Map.copyOf(options);
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
         * @throws IllegalArgumentException if one is shorter than 1 ms or longer than an hour
         */
        public Timeouts {
            check("connect timeout", connect);
            check("request timeout", request);
            check("close timeout", close);
        }

        private static void check(String name, Duration value) {
            if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("The " + name + " must be 1 ms to 1 hour, got " + value);
            }
        }
    }

    private record PrefixRetention(String prefix, Retention retention) {}

    /**
     * Starts a configuration for a backend.
     *
     * @param url the backend's URL; its query parameters are options of the backend
     * @return a builder with the defaults
     */
    public static Builder builder(String url) {
        return new Builder(Objects.requireNonNull(url, "url"));
    }

    /**
     * Starts a configuration without a URL, for {@link Realtime#over}.
     *
     * @return a builder with the defaults
     */
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

    /**
     * The backend's URL, with its credentials: not for logs.
     *
     * @return the URL, or null for {@link Realtime#over}
     */
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
        for (PrefixRetention candidate : retention) {
            if (channel.startsWith(candidate.prefix)) {
                return candidate.retention;
            }
        }
        return Retention.DEFAULT;
    }

    /**
     * All retentions by channel-name prefix; the default one has the empty prefix if it was set.
     *
     * @return an unmodifiable map, longest prefix first
     */
    public Map<String, Retention> retentions() {
        Map<String, Retention> all = new LinkedHashMap<>();
        retention.forEach(entry -> all.put(entry.prefix, entry.retention));
        return java.util.Collections.unmodifiableMap(all);
    }

    /**
     * How long to wait.
     *
     * @return the timeouts
     */
    public Timeouts timeouts() {
        return timeouts;
    }

    /**
     * The most bytes that the data of one message may have as JSON (Rule N4).
     *
     * @return 512 KiB by default
     */
    public int maxDataBytes() {
        return maxDataBytes;
    }

    /**
     * How many bytes of messages are kept in memory, over all channels, to serve subscriptions without reading the log.
     *
     * @return 64 MiB by default
     */
    public long bufferBytes() {
        return bufferBytes;
    }

    /**
     * How many handlers may run at once on a JVM without virtual threads (Rule S8).
     *
     * @return 256 by default
     */
    public int handlerThreads() {
        return handlerThreads;
    }

    /**
     * The interface that declares the events and their types (Rule E7).
     *
     * @return a nested interface of {@link Event}s, or null
     */
    public @Nullable Class<?> events() {
        return events;
    }

    /**
     * Whether events that are not declared are refused (Rule E7).
     *
     * @return false by default
     */
    public boolean strict() {
        return strict;
    }

    /**
     * What encodes and decodes data.
     *
     * @return a codec on Jackson 3 by default
     */
    public JsonCodec codec() {
        return codec;
    }

    /**
     * Who is told what happens.
     *
     * @return {@link RealtimeMetrics#NONE} by default
     */
    public RealtimeMetrics metrics() {
        return metrics;
    }

    /**
     * The clock that ages are judged by.
     *
     * @return the system's by default
     */
    public Clock clock() {
        return clock;
    }

    /**
     * The options of the backend, those of the URL's query and those that were set, without the backend's name in front.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> options() {
        return options;
    }

    @Override
    public String toString() {
        return "RealtimeConfig[url=" + Secrets.maskUrl(url) + ", retention=" + retention + ", timeouts=" + timeouts
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
            retention.put(Objects.requireNonNull(prefix, "prefix"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets how long to wait.
         *
         * @param value the timeouts
         * @return this
         */
        public Builder timeouts(Timeouts value) {
            timeouts = Objects.requireNonNull(value, "value");
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
         * @param value 0 or more; with 0 all is read from the log
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
            events = Objects.requireNonNull(value, "value");
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
            codec = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets who is told what happens.
         *
         * @param value the metrics
         * @return this
         */
        public Builder metrics(RealtimeMetrics value) {
            metrics = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the clock that ages are judged by; the in-memory backend also takes its timestamps from it.
         *
         * @param value the clock, safe for any threads
         * @return this
         */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "value");
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
            options.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
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
            if (maxDataBytes < 1 || maxDataBytes > 64 * 1024 * 1024) {
                faults.add("max-data-bytes must be 1 to 67108864 (64 MiB), got " + maxDataBytes);
            }
            if (bufferBytes < 0) {
                faults.add("buffer-bytes must be 0 or more, got " + bufferBytes);
            }
            if (handlerThreads < 1 || handlerThreads > 10_000) {
                faults.add("handler-threads must be 1 to 10000, got " + handlerThreads);
            }
            if (strict && events == null) {
                faults.add("strict needs declared events: give their interface by events(…)");
            }
            if (events != null) {
                faults.addAll(EventCatalog.faults(events));
            }
            Map<String, String> merged = new LinkedHashMap<>(options);
            merged.putAll(Settings.urlOptions(url, faults));
            RealtimeConfig config = new RealtimeConfig(this, merged);
            Settings.checkBackend(config, faults);
            Settings.refuse(faults);
            return config;
        }
    }
}
