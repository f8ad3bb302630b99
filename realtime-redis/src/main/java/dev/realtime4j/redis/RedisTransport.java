package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/**
 * Channels as streams of a Redis server: the profile SHARED and DURABLE.
 *
 * <p><b>Ids and times.</b> An id is the id of the stream's entry: (the server's time in ms since 1970, held where its clock
 * steps back; a number within that ms). The first is also the message's timestamp (Rule N6).
 *
 * <p>Stages are completed by the threads that read from the server. Safe for any threads.
 */
public final class RedisTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTransport.class);
    private static final int OVERHEAD_BYTES = 512;
    private static final long TICK_MILLIS = 50;
    private static final Duration SHARED_RECHECK = Duration.ofSeconds(5);

    private final RealtimeConfig config;
    private final RedisOptions options;
    private final Commands commands;
    private final ExecutorService writers = Executors.newCachedThreadPool(daemons("realtime-redis-write"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, daemons("realtime-redis-timer"));
    private final Node node;
    private final long timeoutNanos;
    private final long lifetimeMillis;
    private final ForeignRecords foreign = new ForeignRecords();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> ticking;

    private RedisTransport(RealtimeConfig config, RedisUrl url, RedisOptions options) {
        this.config = config;
        Duration request = config.timeouts().request();
        this.options = options;
        commands = new Commands(options, "PUBLISH");
        // Before the engine gives up, who does not know whether a request was sent.
        timeoutNanos = request.toNanos() / 10 * 9;
        lifetimeMillis = lifetimeMillis(request);
        Door door = new Door(url.address(), client(config, url, options), commands.scripts(), "standalone");
        node = new Node(door, writers, request, recheck(options));
    }

    /**
     * Connects to the server that the configuration's URL names.
     *
     * @param config the configuration
     * @return a connected transport
     * @throws IllegalArgumentException if there is no URL, or the URL or an option is wrong; all faults are named
     * @throws RealtimeException if the server cannot be reached or refuses; names the address and the cause
     */
    public static RedisTransport connect(RealtimeConfig config) {
        String text = config.url();
        List<String> faults = new ArrayList<>(RedisOptions.faults(config.options()));
        RedisUrl url = RedisUrl.parse(text == null ? "" : text, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        RedisTransport transport = new RedisTransport(config, url, RedisOptions.of(config.options()));
        try {
            transport.start();
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
        return transport;
    }

    private void start() {
        node.start();
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            node.tick();
        } catch (RuntimeException e) {
            LOG.error("Looking after the connections to Redis has failed and will be tried again", e);
        }
    }

    /** Other applications may store an entry and never tell; what the own script tells is never lost. */
    private static Duration recheck(RedisOptions options) {
        return options.format() == Format.UPSTASH ? SHARED_RECHECK : Duration.ZERO;
    }

    private static JedisClientConfig client(RealtimeConfig config, RedisUrl url, RedisOptions options) {
        int connect = (int) config.timeouts().connect().toMillis();
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(connect)
                .socketTimeoutMillis(connect)
                .resp2()
                .autoNegotiateProtocol(false)
                .clientName("realtime")
                .clientSetInfoConfig(redis.clients.jedis.ClientSetInfoConfig.DISABLED)
                .database(url.database());
        if (url.tls()) {
            builder.sslOptions(tls(options));
        }
        if (url.password() != null) {
            builder.credentials(new DefaultRedisCredentials(url.user(), url.password()));
        }
        return builder.build();
    }

    private static SslOptions tls(RedisOptions options) {
        if (options.truststore() == null) {
            return SslOptions.defaults();
        }
        File file = new File(options.truststore());
        String password = options.truststorePassword();
        return SslOptions.builder()
                .truststore(file, password == null ? new char[0] : password.toCharArray())
                .build();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** For how many ms an emit may be carried out by the server: what has failed is stored soon, or never (Rule E5). */
    static long lifetimeMillis(Duration requestTimeout) {
        return requestTimeout.toMillis() / 2 * 3;
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        CommandArguments command = commands.emit(
                channel, entry, config.retention(channel), node.clock().now() + lifetimeMillis);
        EmitRequest request = new EmitRequest(
                channel, command, entry.json().length + OVERHEAD_BYTES, System.nanoTime() + timeoutNanos);
        node.emits().send(request);
        return request;
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest read) {
        Retention retention = config.retention(channel);
        long commonUntil = node.live().commonUntil(commands.stream(channel));
        CommandArguments command = commands.read(channel, read, retention, commonUntil);
        PageRequest request = new PageRequest(
                channel, read, retention, command, System.nanoTime() + timeoutNanos, foreign, options.format());
        node.reads().send(request);
        return request;
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        Listener listener = node.live().listen(commands.stream(channel), sink);
        CompletableFuture<Tail> tail = listener.standing()
                .copy()
                .orTimeout(timeoutNanos, TimeUnit.NANOSECONDS)
                .thenCompose(stands -> read(channel, ReadRequest.head()))
                .thenApply(page -> listener.withHead(page.head()));
        return tail.handle((stands, failure) -> {
            if (failure == null) {
                return stands;
            }
            listener.close();
            throw new CompletionException(listening(channel, failure));
        });
    }

    private RuntimeException listening(String channel, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return Failures.request(
                    "Listening to channel \"" + channel + "\"", node.live().lost());
        }
        return cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (ticking != null) {
                ticking.cancel(false);
            }
            timer.shutdownNow();
            node.close();
            writers.shutdownNow();
        }
    }
}
