package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channels on NATS JetStream. Two connections: one for emits, whose acknowledgements so never wait behind history, and one for
 * listeners and reads. Each is made anew by itself when it is lost.
 */
final class NatsTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NatsTransport.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** How often streams are looked at that an operator may have changed. */
    private static final long LOOK_MILLIS = 10_000;

    private static final Duration HEAD_START = Duration.ofMillis(250);

    private final List<Group> groups;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor timer;
    private final Link emits;
    private final Link reads;
    private final Outbox outbox;
    private final Live live;
    private final Api api;
    private final Reader reader;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile boolean closed;

    private NatsTransport(RealtimeConfig config, NatsSettings settings) {
        groups = Group.of(config, settings.prefix());
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "realtime-nats-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timeout = shorter(config.timeouts().request());
        Connections connections = new Connections(settings, config);
        Streams streams = new Streams(groups, settings, config.timeouts().connect());
        ForeignRecords foreign = new ForeignRecords();
        live = new Live(streams, config.clock(), foreign, this::api);
        emits = new Link("emits", connections, new Link.Watcher() {
            @Override
            public void up(Connection connection) {
                outbox().resume();
            }

            @Override
            public boolean mayWait() {
                return true;
            }

            @Override
            public void down(String cause) {}
        });
        reads = new Link("reads", connections, live);
        outbox = new Outbox(emits, config.clock(), timeout, timer, this::streamMissing, streams::hasReplicas);
        api = new Api(reads, streams, settings.domain(), timeout, this::streamMissing);
        reader = new Reader(reads, api, live, config.clock(), foreign);
    }

    /** Somebody has deleted a stream, or it has no leader at the moment: looks, and makes it again if it is gone. */
    private void streamMissing() {
        long now = System.nanoTime();
        long last = looked.get();
        if (now - last > LOOK_AGAIN.toNanos() && looked.compareAndSet(last, now)) {
            reads.run(live::replace);
        }
    }

    private Outbox outbox() {
        return outbox;
    }

    private Api api() {
        return api;
    }

    /** What fails here says more than what the engine's own timeout says, so it comes a little earlier. */
    private static Duration shorter(Duration timeout) {
        Duration half = timeout.dividedBy(2);
        return half.compareTo(HEAD_START) < 0 ? half : timeout.minus(HEAD_START);
    }

    static NatsTransport open(RealtimeConfig config) {
        NatsSettings settings = NatsSettings.of(config);
        NatsTransport transport = new NatsTransport(config, settings);
        try {
            transport.reads.open(config.timeouts().connect());
            transport.emits.open(config.timeouts().connect());
        } catch (Exception e) {
            transport.close();
            throw Failures.connect(settings, e, transport.reads.complaint());
        }
        Future<?> unused = transport.timer.scheduleWithFixedDelay(
                () -> transport.reads.run(transport.live::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        Connection connection = transport.emits.current();
        if (connection != null && Outbox.mostBytes(connection) < config.maxDataBytes()) {
            LOG.warn(
                    "The server takes messages of {} bytes at most: data is limited to {} bytes, not to the {} of max-data-bytes",
                    connection.getMaxPayload(),
                    Outbox.mostBytes(connection),
                    config.maxDataBytes());
        }
        return transport;
    }

    private Group group(String channel) {
        for (Group group : groups) {
            if (channel.startsWith(group.prefix())) {
                return group;
            }
        }
        throw new IllegalStateException("No group for channel " + channel); // the last takes every channel
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return outbox.append(group(channel), channel, entry);
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        if (closed) {
            return CompletableFuture.failedFuture(Failures.closed());
        }
        return live.isReady()
                ? reader.read(group(channel), channel, request)
                : reads.standing(timeout).thenCompose(up -> reader.read(group(channel), channel, request));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        if (closed) {
            return CompletableFuture.failedFuture(Failures.closed());
        }
        return live.isReady()
                ? live.listen(group(channel), channel, sink)
                : reads.standing(timeout).thenCompose(up -> live.listen(group(channel), channel, sink));
    }

    @Override
    public void close() {
        closed = true;
        live.close();
        outbox.close();
        emits.close();
        reads.close();
        timer.shutdownNow();
    }
}
