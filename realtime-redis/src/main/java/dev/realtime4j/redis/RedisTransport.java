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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.JedisClientConfig;

/**
 * Channels as streams of a Redis server: the profile SHARED and DURABLE.
 *
 * <p><b>Ids and times.</b> An id is the id of the stream's entry: (the server's time in ms since 1970, held where its clock
 * steps back; a number that begins at random in each ms, since two masters of which each takes itself for the only one
 * must not give the same id; Rule E4). The first is also the message's timestamp (Rule N6).
 *
 * <p>Stages are completed by the threads that read from the server. Safe for any threads.
 */
public final class RedisTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(RedisTransport.class);
    private static final int OVERHEAD_BYTES = 512;
    private static final long TICK_MILLIS = 50;
    private static final long IDLE_MILLIS = 1_000;

    private final RealtimeConfig config;
    private final Format format;
    private final Commands commands;
    private final ExecutorService writers = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // of which each connection takes one, or two for a moment
            IDLE_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            daemons("realtime-redis-write"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, daemons("realtime-redis-timer"));
    private final Topology topology;
    private final long timeoutNanos;
    private final long lifetimeMillis;
    private final ForeignRecords foreign = new ForeignRecords();
    private final PageSizes sizes = new PageSizes();
    /** In the order of their deadlines; a timer for each would cost more than to listen does. */
    private final Queue<Joining> joining = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> ticking;

    /** A listener that may not stand yet. */
    private record Joining(Listener listener, long deadline) {
        boolean isOver(long now) {
            return listener.standing().isDone() || now - deadline >= 0;
        }
    }

    private RedisTransport(RealtimeConfig config, Connector connector) {
        this.config = config;
        format = connector.options().format();
        commands = connector.commands();
        topology = connector.topology(commands, writers);
        timeoutNanos = timeoutNanos(config.timeouts().request());
        lifetimeMillis = lifetimeMillis(config.timeouts().request());
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
        return connect(new RedisTransport(config, new Connector(config, null)));
    }

    /**
     * Connects to the server that the configuration's URL names, as whom and how encrypted the application says: for
     * credentials that change, keys of its own and the like. To be used with {@link dev.realtime4j.Realtime#over}.
     *
     * @param config the configuration; credentials in its URL are not used
     * @param client user, password, database, encryption; timeouts, protocol and names of the connection are this library's
     * @return a connected transport
     * @throws IllegalArgumentException if there is no URL, or the URL or an option is wrong; all faults are named
     * @throws RealtimeException if the server cannot be reached or refuses; names the address and the cause
     */
    public static RedisTransport connect(RealtimeConfig config, JedisClientConfig client) {
        return connect(new RedisTransport(config, new Connector(config, client)));
    }

    private static RedisTransport connect(RedisTransport transport) {
        try {
            transport.start();
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
        return transport;
    }

    private void start() {
        topology.start();
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            failLate();
            topology.tick();
        } catch (RuntimeException | Error e) { // such as no thread left: without this nothing times out any more
            LOG.error("Looking after the connections to Redis has failed and will be tried again", e);
        }
    }

    private void failLate() {
        long now = System.nanoTime();
        for (Joining first = joining.peek(); first != null && first.isOver(now); first = joining.peek()) {
            joining.remove();
            first.listener
                    .standing()
                    .completeExceptionally(new TimeoutException("the server does not confirm it in time"));
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** How long a request may take: until before the engine gives up, which does not know whether it was sent. */
    static long timeoutNanos(Duration requestTimeout) {
        return requestTimeout.toNanos() / 10 * 9;
    }

    /** For how many ms an emit may be carried out by the server: what has failed is stored soon, or never (Rule E5). */
    static long lifetimeMillis(Duration requestTimeout) {
        return requestTimeout.toMillis() / 2 * 3;
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        String stream = commands.stream(channel);
        CommandArguments command = commands.emit(
                channel,
                entry,
                config.retention(channel),
                topology.clock(stream).now() + lifetimeMillis);
        EmitRequest request = new EmitRequest(
                channel, command, entry.json().length + OVERHEAD_BYTES, System.nanoTime() + timeoutNanos);
        topology.emit(stream, request);
        return request;
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest read) {
        Retention retention = config.retention(channel);
        String stream = commands.stream(channel);
        MessageId cursor = read.direction() == Direction.FORWARD ? read.cursor() : null;
        Supplier<@Nullable Topic> followers = () -> topology.topic(commands.topic(channel));
        PageRequest request = new PageRequest(
                channel,
                stream,
                read,
                retention,
                () -> commands.read(channel, read, retention, before(followers, cursor)),
                System.nanoTime() + timeoutNanos,
                foreign,
                format,
                followers,
                sizes);
        topology.read(request);
        return request;
    }

    /** What is known to come before a cursor in its log. */
    private static List<MessageId> before(Supplier<@Nullable Topic> followers, @Nullable MessageId cursor) {
        Topic followed = cursor == null ? null : followers.get();
        return followed == null || cursor == null ? List.of() : followed.trail().before(cursor);
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        Listener listener = topology.listen(commands.topic(channel), sink);
        joining.add(new Joining(listener, System.nanoTime() + timeoutNanos));
        CompletableFuture<Tail> tail = listener.standing()
                .thenCompose(stands -> read(channel, ReadRequest.head()))
                .thenApply(page -> listener.withHead(page.head()));
        return tail.handle((stands, failure) -> {
            if (failure == null) {
                return stands;
            }
            RuntimeException cause = listening(channel, failure); // which is not known any more once it is closed
            listener.close();
            throw new CompletionException(cause);
        });
    }

    private RuntimeException listening(String channel, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            Throwable lost = topology.lost(commands.topic(channel));
            return Failures.request("Listening to channel \"" + channel + "\"", lost == null ? cause : lost);
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
            topology.close();
            writers.shutdownNow();
        }
    }
}
