package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All listeners of a transport, over the connection that reads use too.
 *
 * <p><b>When a listener stands.</b> A server handles what comes over one connection in its order, and passes the interest in a
 * subject on to the other servers of a cluster before it passes on what follows. So when the stream's leader has answered a
 * request that was sent after the subscription over the same connection, it knows of the subscription (Rule S1).
 */
final class Live implements Link.Watcher {
    /** In a cluster messages between servers may get lost unnoticed. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    /** How long one that the server refuses waits before it asks again. */
    private static final long ASK_AGAIN_MILLIS = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    private final Streams streams;
    private final Clock clock;
    private final ForeignRecords foreign;
    private final Supplier<Api> api;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Map<String, Listener> byChannel = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<?>> scans = new ConcurrentHashMap<>();
    private final AtomicLong scanNumbers = new AtomicLong();
    private volatile @Nullable Session session;
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile long heard;
    private volatile boolean closed;

    /** One connection's time. */
    private record Session(int number, Dispatcher listeners, Dispatcher readers, Duration recheck) {}

    Live(Streams streams, Clock clock, ForeignRecords foreign, Supplier<Api> api) {
        this.api = api;
        this.streams = streams;
        this.clock = clock;
        this.foreign = foreign;
    }

    /** Whether there is a connection to read over and to listen on. */
    boolean isReady() {
        return session != null;
    }

    /** Who takes what scans get; null while there is no connection. */
    @Nullable
    Dispatcher readers() {
        Session now = session;
        return now == null ? null : now.readers;
    }

    /** Fails a scan when the connection is lost: nobody else would end it. */
    <T> CompletableFuture<T> untilDown(CompletableFuture<T> scan) {
        long number = scanNumbers.incrementAndGet();
        scans.put(number, scan);
        CompletableFuture<T> ended = scan.whenComplete((result, failure) -> scans.remove(number));
        if (session == null) {
            scan.completeExceptionally(Failures.away());
        }
        return ended;
    }

    CompletableFuture<Tail> listen(Group group, String channel, Sink sink) {
        Session now = session;
        if (closed || now == null) {
            return CompletableFuture.failedFuture(closed ? Failures.closed() : Failures.away());
        }
        Listener listener = new Listener(this, group, channel, sink, foreign);
        listeners.add(listener);
        try {
            listener.subscribe(now.listeners, now.number);
        } catch (IllegalStateException lost) {
            listener.close();
            return CompletableFuture.failedFuture(Failures.away());
        }
        return last(listener).handle((last, failure) -> {
            String refusal = listener.refusal(); // said before the answer, if at all
            if (refusal != null) {
                listener.close();
                throw refused(channel, refusal);
            }
            if (failure == null) {
                listener.stand(last, now.recheck);
            }
            // In this order: a loss that did not find the listener standing is found here.
            if (failure != null || !isCurrent(now.number) || closed) {
                listener.close();
                throw closed ? Failures.closed() : failed(channel, failure);
            }
            byChannel.put(channel, listener);
            return listener;
        });
    }

    private CompletableFuture<Records.@Nullable Place> last(Listener listener) {
        Group group = listener.group();
        return api.get().last(group, group.subject(listener.channel()));
    }

    private static RealtimeException failed(String channel, @Nullable Throwable failure) {
        return Failures.read("Listening to channel \"" + channel + "\" failed", failure);
    }

    private static RealtimeException refused(String channel, String line) {
        return new RealtimeException(
                "Listening to channel \"" + channel + "\" failed: the server refuses it: " + line,
                null,
                !isForOne(line));
    }

    /** Whether it is this channel alone that the server refuses. */
    private static boolean isForOne(String line) {
        return line.contains("Permissions Violation");
    }

    /** Unsubscribes, if its connection is still there. */
    void forget(Listener listener, @Nullable Subscription subscription) {
        listeners.remove(listener);
        byChannel.remove(listener.channel(), listener);
        Session now = session;
        if (subscription != null && now != null) {
            end(now.listeners, subscription);
        }
    }

    /** Unsubscribes, if the connection is still there. */
    static void end(Dispatcher dispatcher, Subscription subscription) {
        try {
            dispatcher.unsubscribe(subscription);
        } catch (IllegalStateException | IllegalArgumentException lost) {
            // It has ended with its connection.
        }
    }

    /** The newest position that a listener of this transport has seen of a channel. */
    Listener.Seen known(String channel) {
        Listener listener = byChannel.get(channel);
        return listener == null ? Listener.Seen.NOTHING : listener.known();
    }

    /**
     * Whether nothing that came after a position can be gone, as a listener knows that saw that last: it has missed nothing
     * since. Or the position's record was removed for its age, and what the listener may have missed is younger; what gives way
     * to newer ones is not meant, a page tells that itself.
     */
    boolean isWhole(Group group, Listener.Seen seen) {
        return seen.missesNothing()
                || (hasAged(group, seen)
                        && now() - seen.missesSince() < group.keptAge().toMillis()
                        && !streams.mayBeFull());
    }

    /** The time of the clock. */
    long now() {
        return clock.millis();
    }

    /** Positions that a listener of this transport has seen before another one; empty if it has not seen that. */
    List<MessageId> seenBefore(String channel, MessageId cursor) {
        Listener listener = byChannel.get(channel);
        return listener == null ? List.of() : listener.seenBefore(cursor);
    }

    /** Whether the stream has dropped a record for its age, as far as clocks agree. */
    boolean hasAged(Group group, Listener.Seen seen) {
        return now() - seen.time() >= group.keptAge().toMillis();
    }

    /** Whether a connection's time is not over. */
    boolean isCurrent(int number) {
        return sessions.get() == number;
    }

    @Override
    public void up(Connection connection) throws Exception {
        int number = sessions.incrementAndGet();
        streams.ensure(connection);
        Dispatcher forListeners = connection.createDispatcher();
        forListeners.setPendingLimits(0, 0);
        Dispatcher forReaders = connection.createDispatcher();
        forReaders.setPendingLimits(0, 0);
        session = new Session(
                number, forListeners, forReaders, streams.isReplicated(connection) ? LOOK_AGAIN : Duration.ZERO);
        if (!isCurrent(number)) {
            session = null; // lost before it was set
            throw Failures.away();
        }
        for (Listener listener : listeners) {
            if (listener.isStanding()) {
                listener.subscribe(forListeners, number);
            }
        }
        // The answers of the streams' leaders come after the subscriptions: now they stand.
        streams.ensure(connection);
        for (Listener listener : listeners) {
            String refusal = listener.isStanding() ? listener.refusal() : null;
            if (refusal != null && !isForOne(refusal)) {
                throw refused(listener.channel(), refusal);
            }
        }
        heard = now();
        for (Listener listener : listeners) {
            if (listener.restore()) {
                leave(listener, number);
            }
        }
    }

    /** The server refuses one listener: it alone is away until it is let in. */
    private void leave(Listener listener, int number) {
        LOG.warn("Channel \"{}\" is not heard for now: the server says {}", listener.channel(), listener.refusal());
        askLater(listener, number);
    }

    private void askLater(Listener listener, int number) {
        CompletableFuture.delayedExecutor(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> ask(listener, number));
    }

    /** Subscribes once more. A refusal comes before the answer to what is asked after that. */
    private void ask(Listener listener, int number) {
        Session now = session;
        if (now == null || now.number != number || !listeners.contains(listener)) {
            return; // with a new connection it subscribes anew
        }
        try {
            listener.subscribeAgain(now.listeners);
        } catch (IllegalStateException lost) {
            return;
        }
        var unused = last(listener).whenComplete((last, failure) -> {
            if (failure != null || listener.restore()) {
                askLater(listener, number);
            }
        });
    }

    @Override
    public void said(String line) {
        if (line.startsWith("PONG")) {
            heard = now();
        }
        if (line.startsWith("-ERR")) {
            for (Listener listener : listeners) {
                if (listener.refuse(line)) {
                    listener.interrupt(refused(listener.channel(), line));
                    leave(listener, sessions.get());
                }
            }
        }
    }

    /** When the connection was known to stand for the last time: one that is cut off may be found lost much later. */
    long heard() {
        return heard;
    }

    /** Makes streams that are gone. All listeners start anew then: what they have heard is of another log. */
    void replace(Connection connection) {
        try {
            if (streams.ensure(connection)) {
                connection.close();
            }
        } catch (RealtimeException notNow) {
            LOG.debug("Streams cannot be looked at", notNow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks whether an operator has changed streams so that nobody hears them: all listeners wait for it to be mended then. */
    void look(Connection connection) {
        try {
            if (!streams.areHeard(connection, this::read)) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Group group) {
        for (Listener listener : listeners) {
            if (listener.group().equals(group)) {
                listener.doubt();
            }
        }
    }

    @Override
    public void down(String cause) {
        sessions.incrementAndGet();
        session = null;
        scans.values().forEach(scan -> scan.completeExceptionally(Failures.lost(cause)));
        listeners.forEach(listener -> listener.interrupt(Failures.lost(cause)));
    }

    void close() {
        closed = true;
        List.copyOf(listeners).forEach(Listener::close);
    }
}
