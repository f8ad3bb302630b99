package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import org.jspecify.annotations.Nullable;

/** Does nothing with what it is told. */
final class SilentSink implements Sink {
    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {}

    @Override
    public void changed() {}

    @Override
    public void interrupted(Throwable cause) {}

    @Override
    public void restored() {}
}
