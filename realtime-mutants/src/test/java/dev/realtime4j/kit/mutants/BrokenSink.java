package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import org.jspecify.annotations.Nullable;

/** A live path with a fault in it: what is not overridden is passed on. */
class BrokenSink implements Sink {
    final Sink next;

    BrokenSink(Sink next) {
        this.next = next;
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        next.entry(entry, previous);
    }

    @Override
    public void changed() {
        next.changed();
    }

    @Override
    public void interrupted(Throwable cause) {
        next.interrupted(cause);
    }

    @Override
    public void restored() {
        next.restored();
    }
}
