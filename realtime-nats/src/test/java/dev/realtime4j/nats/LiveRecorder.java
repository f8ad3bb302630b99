package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes what the live path tells, and nothing else. */
final class LiveRecorder implements Sink {
    private final CompletableFuture<MessageId> first = new CompletableFuture<>();

    /** The first entry that is told, within a second (Rule S1). */
    MessageId awaitFirst() {
        return first.copy().orTimeout(1, TimeUnit.SECONDS).join();
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        first.complete(entry.id());
    }

    @Override
    public void changed() {
        first.completeExceptionally(new AssertionError("only a hint"));
    }

    @Override
    public void interrupted(Throwable cause) {
        first.completeExceptionally(cause);
    }

    @Override
    public void restored() {}
}
