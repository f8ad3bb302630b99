package dev.realtime4j.http;

import dev.realtime4j.Realtime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP face of a Realtime, without a server of its own: an adapter hands over each request below the base path.
 *
 * <ul>
 *   <li>{@code GET base?channel=a&channel=b&last_ack_a=ID&event=chat.*}: a stream of server-sent events.
 *   <li>{@code POST base} with {@code {"channel","event","data","key"}} or an array of them: emits.
 *   <li>{@code GET base/history?channel=a&limit=50&order=newest}: a page of history.
 * </ul>
 *
 * <p>{@code docs/http.md} describes the protocol. Safe for any threads.
 */
public final class RealtimeHttp implements AutoCloseable {
    /** Where it is mounted unless told otherwise. */
    public static final String DEFAULT_BASE_PATH = "/api/realtime";

    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");
    private static final long TICK_MILLIS = 100;

    private final Settings settings;
    private final Workers workers = new Workers();
    private final Counters counters = new Counters();
    private final Streams streams;
    private final Origins origins;
    private final StreamRoute streamRoute;
    private final EmitRoute emitRoute;
    private final HistoryRoute historyRoute;

    private RealtimeHttp(Realtime realtime, Settings settings) {
        this.settings = settings;
        Gate gate = new Gate(settings.access());
        streams = new Streams(settings);
        origins = new Origins(settings.origins());
        streamRoute = new StreamRoute(realtime, settings, streams, workers, gate, counters);
        emitRoute = new EmitRoute(realtime, settings, workers, gate);
        historyRoute = new HistoryRoute(realtime, workers, gate);
        workers.every(TICK_MILLIS, streams::tick);
    }

    /**
     * Starts to build one.
     *
     * @param realtime what is shown over HTTP; not closed by {@link #close()}
     * @return a builder with defaults fit for a server behind a proxy
     */
    public static Builder builder(Realtime realtime) {
        return new Builder(realtime);
    }

    /**
     * Answers a request. Returns at once; the response is sent by whichever thread has it.
     *
     * @param request the request; a path outside of the base path is answered with status 404
     * @param response takes the answer
     */
    public void handle(HttpRequest request, HttpResponse response) {
        Map<String, String> originHeaders = origins.headers(request);
        Exchange exchange = new Exchange(request, response, originHeaders == null ? Map.of() : originHeaders);
        try {
            if (originHeaders == null) {
                exchange.send(Errors.reply(
                        403,
                        "origin_not_allowed",
                        "Pages of this origin may not use this server; allow it in its settings"));
            } else {
                route(exchange);
            }
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private void route(Exchange exchange) {
        String path = exchange.request().path();
        String method = exchange.request().method();
        boolean isBase = path.equals(settings.basePath());
        boolean isHistory = path.equals(settings.basePath() + "/history");
        if (!isBase && !isHistory) {
            exchange.send(
                    Errors.reply(404, "not_found", "There is nothing here; the base path is " + settings.basePath()));
        } else if (method.equals("OPTIONS")) {
            exchange.send(Origins.preflight(exchange.request()));
        } else if (isHistory && method.equals("GET")) {
            historyRoute.handle(exchange);
        } else if (isBase && method.equals("GET")) {
            streamRoute.handle(exchange);
        } else if (isBase && method.equals("POST")) {
            emitRoute.handle(exchange);
        } else {
            exchange.send(Errors.reply(405, "method_not_allowed", "Allowed here: " + allowed(isBase))
                    .with("Allow", allowed(isBase)));
        }
    }

    private static String allowed(boolean isBase) {
        return isBase ? "GET, POST, OPTIONS" : "GET, OPTIONS";
    }

    /**
     * The path that requests are answered below.
     *
     * @return a path that starts with a slash and does not end with one
     */
    public String basePath() {
        return settings.basePath();
    }

    /**
     * Has clients connect again, so that {@link Access} decides anew. They lose nothing. So are those that are let in at
     * this moment, by what was true before.
     *
     * @param which tells which streams; for a stream that is just being opened it is asked by another thread, a little later
     * @return how many streams were told, without those that are just being opened
     */
    public int disconnect(Predicate<? super StreamInfo> which) {
        return streams.disconnect(which);
    }

    /**
     * The streams that are open.
     *
     * @return a copy, in no order
     */
    public List<StreamInfo> streams() {
        return streams.list();
    }

    /**
     * What has been served since the start.
     *
     * @return the counts of this moment
     */
    public HttpStats stats() {
        return counters.stats(streams.count());
    }

    /**
     * Takes no more streams and has the clients of the open ones connect again, one after the other, so that another
     * server is not met by all at once. Blocks until all have gone, or for twice the time at most.
     *
     * @param spread over how long
     */
    public void drain(Duration spread) {
        LOG.info("Draining {} streams over {}", streams.count(), spread);
        streams.drain(spread);
    }

    /** Ends all streams at once and frees all threads. To end them gently call {@link #drain} first. Idempotent. */
    @Override
    public void close() {
        streams.drain(Duration.ZERO);
        workers.close();
    }

    /** Builds a {@link RealtimeHttp}. Not safe for several threads. */
    public static final class Builder {
        private final Realtime realtime;
        private final Set<String> origins = new LinkedHashSet<>();
        private String basePath = DEFAULT_BASE_PATH;
        private @Nullable Access access;
        private Duration ping = Duration.ofSeconds(15);
        private Duration retry = Duration.ofSeconds(2);
        private Duration maxDuration = Duration.ofMinutes(30);
        private Duration stall = Duration.ofSeconds(60);
        private int maxChannels = 100;
        private int maxStreams = 100_000;
        private int maxStreamsPerAddress = 10_000;
        private int maxBody = 1024 * 1024;

        private Builder(Realtime realtime) {
            if (realtime == null) {
                throw new IllegalArgumentException("realtime must not be null");
            }
            this.realtime = realtime;
        }

        /**
         * Where it is mounted.
         *
         * @param path starts with a slash and does not end with one; {@value RealtimeHttp#DEFAULT_BASE_PATH} by default
         * @return this
         * @throws IllegalArgumentException if it has another form
         */
        public Builder basePath(String path) {
            if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
                throw new IllegalArgumentException("A base path is like /api/realtime, got \"" + path + "\"");
            }
            basePath = path;
            return this;
        }

        /**
         * Who may do what; without it everybody may do everything.
         *
         * @param control the access control
         * @return this
         */
        public Builder access(Access control) {
            access = control;
            return this;
        }

        /**
         * Pages of which other origins may use this, with their cookies. None by default.
         *
         * @param allowed origins such as {@code https://example.com}; {@code *} allows all, but without cookies
         * @return this
         * @throws IllegalArgumentException if one has another form
         */
        public Builder origins(String... allowed) {
            for (String origin : allowed) {
                if (!origin.equals("*") && !origin.matches("[a-z][a-z0-9+.-]*://[a-z0-9.:\\[\\]-]+")) {
                    throw new IllegalArgumentException(
                            "An origin is like https://example.com, in lower case and without a path, got \"" + origin
                                    + "\"");
                }
                origins.add(origin);
            }
            return this;
        }

        /**
         * How often a stream is sent something though nothing has happened.
         *
         * @param every 15 s by default. Less than 45 s: then {@code realtime-js} and the command line take a line for dead, and
         *     connect again; the original's client does so after 75 s
         * @return this
         */
        public Builder ping(Duration every) {
            ping = positive(every, "ping");
            return this;
        }

        /**
         * How long a browser waits before it connects again after its line was cut; half to one and a half of it, at random.
         *
         * @param mean 2 s by default
         * @return this
         */
        public Builder retry(Duration mean) {
            retry = positive(mean, "retry");
            return this;
        }

        /**
         * How old a stream may get before its client is told to connect again; up to a tenth less, at random.
         *
         * @param most 30 minutes by default; less than what proxies between allow
         * @return this
         */
        public Builder maxDuration(Duration most) {
            maxDuration = positive(most, "maxDuration");
            return this;
        }

        /**
         * How long a client may read nothing before its stream is ended.
         *
         * @param most 60 s by default
         * @return this
         */
        public Builder stall(Duration most) {
            stall = positive(most, "stall");
            return this;
        }

        /**
         * How many channels one stream may follow.
         *
         * @param most 100 by default
         * @return this
         */
        public Builder maxChannels(int most) {
            maxChannels = positive(most, "maxChannels");
            return this;
        }

        /**
         * How many streams there may be in all.
         *
         * @param most 100,000 by default
         * @return this
         */
        public Builder maxStreams(int most) {
            maxStreams = positive(most, "maxStreams");
            return this;
        }

        /**
         * How many streams may come from one address; behind a proxy all come from the proxy's.
         *
         * @param most 10,000 by default
         * @return this
         */
        public Builder maxStreamsPerAddress(int most) {
            maxStreamsPerAddress = positive(most, "maxStreamsPerAddress");
            return this;
        }

        /**
         * How long the body of an emit may be.
         *
         * @param bytes 1 MiB by default
         * @return this
         */
        public Builder maxBody(int bytes) {
            maxBody = positive(bytes, "maxBody");
            return this;
        }

        private static Duration positive(Duration value, String name) {
            if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException(name + " must be more than 0 and at most 365 days, got " + value);
            }
            return value;
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be 1 or more, got " + value);
            }
            return value;
        }

        /**
         * Builds it.
         *
         * @return ready to be mounted
         */
        public RealtimeHttp build() {
            return new RealtimeHttp(
                    realtime,
                    new Settings(
                            basePath,
                            access,
                            Set.copyOf(origins),
                            ping,
                            retry,
                            maxDuration,
                            stall,
                            maxChannels,
                            maxStreams,
                            maxStreamsPerAddress,
                            maxBody));
        }
    }
}
