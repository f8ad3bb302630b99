package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sink in its place at a log.
 *
 * <p>Starting and closing exclude each other, so that a listener whose transport is closed while it is being made is either
 * closed or never started. Locks are taken in the order listener, log.
 */
final class Listener implements Tail {
    private final MemoryStore store;
    private final String channel;
    private final Sink sink;
    private final Set<Listener> siblings;

    private volatile MessageId head = MessageId.BEGINNING;
    /** Guarded by this object, as is {@link #closed}. */
    private @Nullable ChannelLog log;

    private boolean closed;

    /** Makes a listener that is not started, and adds it to its siblings: a close of them all finds it from here on. */
    Listener(MemoryStore store, String channel, Sink sink, Set<Listener> siblings) {
        this.store = store;
        this.channel = channel;
        this.sink = sink;
        this.siblings = siblings;
        siblings.add(this);
    }

    /**
     * Starts to tell the sink.
     *
     * @return false if this listener has been closed meanwhile
     */
    synchronized boolean start() {
        while (log == null && !closed) {
            ChannelLog candidate = store.log(channel);
            MessageId standing = candidate.add(this);
            if (standing == null) {
                store.forget(channel, candidate);
            } else {
                head = standing;
                log = candidate;
            }
        }
        return !closed;
    }

    Sink sink() {
        return sink;
    }

    @Override
    public MessageId head() {
        return head;
    }

    /** Zero: a sink is told by the append itself, under one lock, so nothing can be lost between the two. */
    @Override
    public Duration recheck() {
        return Duration.ZERO;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (log != null && log.remove(this)) {
            store.forget(channel, log);
        }
        siblings.remove(this);
    }
}
