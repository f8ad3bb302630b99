package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps the ids of all that it is told. */
class ListingSink implements Sink {
    final List<MessageId> told = new CopyOnWriteArrayList<>();

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        told.add(entry.id());
    }

    @Override
    public void changed() {}

    @Override
    public void interrupted(Throwable cause) {}

    @Override
    public void restored() {}
}
