package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
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
import redis.clients.jedis.Protocol.Command;
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
    private static final Script EMIT = Script.load("emit.lua");
    private static final Script READ = Script.load("read.lua");

    /** For how long the head of a channel is remembered after its last entry has gone. */
    private static final long HEAD_MILLIS = Duration.ofDays(7).toMillis();

    private static final int OVERHEAD_BYTES = 512;
    private static final long TICK_MILLIS = 50;

    private final RealtimeConfig config;
    private final Keys keys;
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
        keys = new Keys(options.keyPrefix(), false);
        // Before the engine gives up, who does not know whether a request was sent.
        timeoutNanos = request.toNanos() / 10 * 9;
        lifetimeMillis = lifetimeMillis(request);
        Door door = new Door(url.address(), client(config, url), List.of(EMIT, READ), "standalone");
        node = new Node(door, writers, request, Duration.ZERO);
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

    private static JedisClientConfig client(RealtimeConfig config, RedisUrl url) {
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
            builder.sslOptions(SslOptions.defaults());
        }
        if (url.password() != null) {
            builder.credentials(new DefaultRedisCredentials(url.user(), url.password()));
        }
        return builder.build();
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
        Retention retention = config.retention(channel);
        String stream = keys.stream(channel);
        String key = entry.key();
        long kept = 2 * retention.maxAge().toMillis();
        CommandArguments command = new CommandArguments(Command.EVALSHA)
                .add(EMIT.sha())
                .add(key == null ? 2 : 3)
                .add(stream)
                .add(keys.marker(stream));
        if (key != null) {
            command.add(keys.once(stream, key));
        }
        command.add(EntryCodec.quoted(entry.event()))
                .add(entry.json())
                .add(node.clock().now() + lifetimeMillis)
                .add(retention.maxMessages() + 1)
                .add(kept)
                .add(kept + HEAD_MILLIS)
                .add(EntryCodec.quoted(channel));
        EmitRequest request = new EmitRequest(
                channel, command, entry.json().length + OVERHEAD_BYTES, System.nanoTime() + timeoutNanos);
        node.emits().send(request);
        return request;
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest read) {
        Retention retention = config.retention(channel);
        String stream = keys.stream(channel);
        MessageId cursor = read.cursor();
        boolean forward = read.direction() == Direction.FORWARD;
        // Before the beginning there is nothing; a page of nothing still tells the head.
        boolean nothing = !forward && cursor != null && cursor.equals(MessageId.BEGINNING);
        CommandArguments command = new CommandArguments(Command.EVALSHA)
                .add(READ.sha())
                .add(2)
                .add(stream)
                .add(keys.marker(stream))
                .add(forward ? "forward" : "backward")
                .add(cursor == null ? "" : cursor.toString())
                .add(read.fromMillis() > 0 ? Long.toString(read.fromMillis()) : "")
                .add(nothing ? 0 : read.limit())
                .add(Math.max(1, read.maxBytes()))
                .add(retention.maxMessages())
                .add(cursor == null ? "" : common(stream, cursor));
        PageRequest request = new PageRequest(
                channel, read, retention, command, System.nanoTime() + timeoutNanos, foreign);
        node.reads().send(request);
        return request;
    }

    /** The newest id that may be common to the log that a cursor is of and the one that is there, should they differ. */
    private String common(String stream, MessageId cursor) {
        long until = node.live().commonUntil(stream);
        if (until <= 0) {
            return "";
        }
        return cursor.major() <= until ? cursor.toString() : Long.toString(until);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        Listener listener = node.live().listen(keys.stream(channel), sink);
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
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return Failures.request("Listening to channel \"" + channel + "\"", node.live().lost());
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
