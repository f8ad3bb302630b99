package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A sink in its place at a topic. Calls of the sink never overlap, and none runs once {@link #close} has returned: both are
 * the work of this object's lock, which is held for the length of a call, and a sink never blocks.
 */
final class Listener implements Tail {
    private final LiveConnection home;
    private volatile Topic topic;
    private final Sink sink;
    private final Duration recheck;
    private final CompletableFuture<Listener> standing = new CompletableFuture<>();
    private volatile MessageId head = MessageId.BEGINNING;
    private boolean interrupted;
    private boolean closed;

    /**
     * Makes a listener.
     *
     * @param home a connection that shares its lock with all to which the topic may move
     */
    Listener(LiveConnection home, Topic topic, Sink sink, Duration recheck) {
        this.home = home;
        this.topic = topic;
        this.sink = sink;
        this.recheck = recheck;
    }

    /** Completes when the server has confirmed that it tells us of this channel. */
    CompletableFuture<Listener> standing() {
        return standing;
    }

    Listener withHead(MessageId asked) {
        head = asked;
        return this;
    }

    /** The server has confirmed, for the first time or after an interruption. */
    void stands() {
        synchronized (this) {
            if (interrupted && !closed) {
                interrupted = false;
                sink.restored();
            }
        }
        standing.complete(this);
    }

    synchronized void interrupted(Throwable cause) {
        if (!closed && !interrupted && standing.isDone()) {
            interrupted = true;
            sink.interrupted(cause);
        }
    }

    /** After an interruption nothing is told until all stands again. */
    synchronized void told(EntryCodec.Placed placed) {
        if (!closed && !interrupted) {
            sink.entry(placed.entry(), placed.previous());
        }
    }

    synchronized void hinted() {
        if (!closed) {
            sink.changed();
        }
    }

    @Override
    public MessageId head() {
        return head;
    }

    @Override
    public Duration recheck() {
        return recheck;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        home.leave(this);
    }

    Topic topic() {
        return topic;
    }

    /** Under the lock of the live connection. */
    void moveTo(Topic other) {
        topic = other;
    }
}
