package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told. The in-memory transport tells nothing but entries. */
final class Recorder implements Sink {
    final List<StoredEntry> entries = Collections.synchronizedList(new ArrayList<>());
    final List<MessageId> previous = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId before) {
        if (before == null) {
            throw new AssertionError("The id before " + entry + " is known");
        }
        entries.add(entry);
        previous.add(before);
    }

    List<MessageId> ids() {
        return Client.ids(entries);
    }

    @Override
    public void changed() {
        throw new AssertionError("The entry itself was to be told");
    }

    @Override
    public void interrupted(Throwable cause) {
        throw new AssertionError("Nothing can be interrupted", cause);
    }

    @Override
    public void restored() {
        throw new AssertionError("Nothing can be restored");
    }
}
