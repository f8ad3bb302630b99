package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A transport whose channels live in the memory of this process: for tests, for demos, and as the reference that shows what
 * every other transport has to do. Profile CORE (Rule P1): nothing outlives the process or is seen by another one.
 *
 * <p>{@code memory:} is a store of its own; {@code memory:NAME} is one store for all transports of this process that are
 * opened with that name, from the first to be opened until the last is closed. A cursor of a store that is gone belongs to
 * another log, also if the next store has the same name.
 *
 * <p><b>Ids and times.</b> An id is (ms since 1970 by {@link RealtimeConfig#clock()}, held where that clock steps back; the
 * running number within the channel, which starts at a random place). The timestamp is what the clock said, steps back
 * included (Rule N6).
 *
 * <p>All stages are complete when they are given. Sinks are called by the thread that appends, while it holds the lock of
 * that channel. Safe for any threads.
 */
public final class InMemoryTransport implements Transport {
    private final MemoryStore store;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean closed;

    private InMemoryTransport(MemoryStore store) {
        this.store = store;
    }

    /**
     * Opens a transport.
     *
     * @param config the configuration; without a URL the store is one of its own, as with {@code memory:}
     * @return a transport that is ready for use
     * @throws IllegalArgumentException if the URL has another scheme or no valid name, or if the store it names is open with
     *     another retention or another clock
     */
    public static InMemoryTransport of(RealtimeConfig config) {
        String fault = StoreName.fault(config.url());
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return new InMemoryTransport(MemoryStore.open(StoreName.of(config.url()), config));
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return closed ? refused() : CompletableFuture.completedFuture(store.append(channel, entry));
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        return closed ? refused() : CompletableFuture.completedFuture(store.read(channel, request));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        Listener listener = new Listener(store, channel, sink, listeners);
        // In this order: a close that does not find the listener is found here.
        if (closed || !listener.start()) {
            listener.close();
            return refused();
        }
        return CompletableFuture.completedFuture(listener);
    }

    @Override
    public void close() {
        closed = true;
        listeners.forEach(Listener::close);
        if (released.compareAndSet(false, true)) {
            store.release();
        }
    }

    private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(new IllegalStateException("This in-memory transport is closed"));
    }
}
