package dev.realtime4j.server;

import dev.realtime4j.Realtime;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.server.netty.NettyServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server of its own for a Realtime, in this process:
 *
 * <pre>{@code
 * RealtimeServer server = RealtimeServer.builder(realtime)
 *         .port(8080)
 *         .http(http -> http.access(control).origins("https://app.example.com"))
 *         .start();
 * }</pre>
 *
 * <p>Beside the HTTP face it answers {@code GET /health}, and, if it is built with them, {@code GET /metrics} and the pages.
 * Safe for any threads.
 */
public final class RealtimeServer implements AutoCloseable {
    private static final Duration REQUEST_TIME = Duration.ofSeconds(20);
    private static final Duration IDLE_TIME = Duration.ofSeconds(75);

    private final RealtimeHttp http;
    private final Health health;
    private final NettyServer server;
    private final Duration drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RealtimeServer(RealtimeHttp http, Health health, NettyServer server, Duration drain) {
        this.http = http;
        this.health = health;
        this.server = server;
        this.drain = drain;
    }

    /**
     * Starts to build one.
     *
     * @param realtime what is served; not closed by the server
     * @return a builder of a server on the loopback address, port 8080
     */
    public static Builder builder(Realtime realtime) {
        return new Builder(realtime);
    }

    /**
     * Where the HTTP face is.
     *
     * @return an address that works from this machine, such as {@code http://127.0.0.1:8080/api/realtime}
     */
    public URI uri() {
        InetAddress address = server.address().getAddress();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.address().getPort() + http.basePath());
    }

    /**
     * The HTTP face, to see and to disconnect streams.
     *
     * @return the same for all calls
     */
    public RealtimeHttp http() {
        return http;
    }

    /**
     * Takes no new connections, has all clients connect again, spread over the drain time, and ends. Blocks for twice that
     * time and a few seconds at most. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        health.closing();
        server.stopListening();
        http.drain(drain);
        server.close();
        http.close();
        health.close();
    }

    /** Builds a {@link RealtimeServer}. Not safe for several threads. */
    public static final class Builder {
        private final Realtime realtime;
        private final RealtimeHttp.Builder http;
        private String host = "127.0.0.1";
        private int port = 8080;
        private boolean pages;
        private Duration drain = Duration.ofSeconds(3);
        private @Nullable PrometheusMeterRegistry metrics;
        private @Nullable LocalNames names;

        private Builder(Realtime realtime) {
            this.realtime = realtime;
            this.http = RealtimeHttp.builder(realtime);
        }

        /**
         * Where to listen.
         *
         * @param name a name or an address of this machine; {@code 0.0.0.0} for all; the loopback address by default
         * @return this
         */
        public Builder host(String name) {
            host = name;
            return this;
        }

        /**
         * Where to listen.
         *
         * @param number 1 to 65535, or 0 for a free one; 8080 by default
         * @return this
         * @throws IllegalArgumentException if it is none
         */
        public Builder port(int number) {
            if (number < 0 || number > 65535) {
                throw new IllegalArgumentException("a port is 0 to 65535, got " + number);
            }
            port = number;
            return this;
        }

        /**
         * Sets up the HTTP face: access, origins, limits, times.
         *
         * @param settings changes what it is given
         * @return this
         */
        public Builder http(Consumer<? super RealtimeHttp.Builder> settings) {
            settings.accept(http);
            return this;
        }

        /**
         * Shows the demo and the inspector, by which anybody who reaches this server sees its channels. Off by default.
         *
         * @param shown whether to show them
         * @return this
         */
        public Builder pages(boolean shown) {
            pages = shown;
            return this;
        }

        /**
         * Over how long clients are told to connect again when the server closes.
         *
         * @param spread 3 s by default
         * @return this
         */
        public Builder drain(Duration spread) {
            if (spread.isNegative() || spread.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("the drain time is 0 to 1 h, got " + spread);
            }
            drain = spread;
            return this;
        }

        /** Refuses requests that call this server by another name. */
        Builder names(LocalNames allowed) {
            names = allowed;
            return this;
        }

        Builder metrics(PrometheusMeterRegistry registry) {
            metrics = registry;
            return this;
        }

        /**
         * Starts to listen.
         *
         * @return a running server
         * @throws UncheckedIOException if it cannot listen there; the message names the address
         */
        public RealtimeServer start() {
            RealtimeHttp built = http.build();
            Health health = new Health(realtime);
            if (metrics != null) {
                ServerMetrics.bind(metrics, built);
            }
            Site site = new Site(built, health, metrics, pages ? new Inspector(built) : null, names);
            try {
                NettyServer server =
                        NettyServer.start(new InetSocketAddress(host, port), REQUEST_TIME, IDLE_TIME, site::handle);
                return new RealtimeServer(built, health, server, drain);
            } catch (IOException e) {
                built.close();
                health.close();
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }
}
