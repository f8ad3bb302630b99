package com.example.filelog;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import java.util.function.Consumer;

/** One listener: its lock keeps calls of the sink apart from its end. */
final class Listener implements Tail {
    private final String channel;
    private final Sink sink;
    private final MessageId head;
    private final Consumer<Listener> onClose;
    private boolean closed;

    Listener(String channel, Sink sink, MessageId head, Consumer<Listener> onClose) {
        this.channel = channel;
        this.sink = sink;
        this.head = head;
        this.onClose = onClose;
    }

    String channel() {
        return channel;
    }

    @Override
    public MessageId head() {
        return head;
    }

    @Override
    public Duration recheck() {
        return Duration.ZERO; // The thread that writes also tells: nothing can be lost between the two.
    }

    // tag::listener[]
    synchronized void entry(StoredEntry entry, MessageId previous) {
        if (!closed) {
            sink.entry(entry, previous);
        }
    }

    synchronized void changed() {
        if (!closed) {
            sink.changed();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        onClose.accept(this);
    }
    // end::listener[]
}
