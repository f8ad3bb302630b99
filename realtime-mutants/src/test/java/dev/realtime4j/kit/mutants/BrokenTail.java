package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Tail;
import java.time.Duration;

/** The handle of a listener with a fault in it: what is not overridden is passed on. */
class BrokenTail implements Tail {
    final Tail next;

    BrokenTail(Tail next) {
        this.next = next;
    }

    @Override
    public MessageId head() {
        return next.head();
    }

    @Override
    public Duration recheck() {
        return next.recheck();
    }

    @Override
    public void close() {
        next.close();
    }
}
