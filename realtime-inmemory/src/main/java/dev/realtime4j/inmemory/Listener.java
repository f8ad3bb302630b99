package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import java.util.Set;

/** A sink in its place at a log. */
final class Listener implements Tail {
    private final MemoryStore store;
    private final String channel;
    private final ChannelLog log;
    private final Sink sink;
    private final MessageId head;
    private final Set<Listener> siblings;

    Listener(MemoryStore store, String channel, ChannelLog log, Sink sink, MessageId head, Set<Listener> siblings) {
        this.store = store;
        this.channel = channel;
        this.log = log;
        this.sink = sink;
        this.head = head;
        this.siblings = siblings;
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
    public void close() {
        if (log.remove(this)) {
            store.forget(channel, log);
        }
        siblings.remove(this);
    }
}
