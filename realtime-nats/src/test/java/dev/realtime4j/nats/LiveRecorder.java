package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes what the live path tells, and nothing else. */
final class LiveRecorder implements Sink {
    private final CompletableFuture<MessageId> first = new CompletableFuture<>();
    private final List<MessageId> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger interruptions = new AtomicInteger();
    private final AtomicInteger hints = new AtomicInteger();
    private final AtomicInteger restorations = new AtomicInteger();

    /** The first entry that is told, within a second (Rule S1). */
    MessageId awaitFirst() {
        return first.copy().orTimeout(1, TimeUnit.SECONDS).join();
    }

    /** All entries that were told. */
    List<MessageId> told() {
        return List.copyOf(told);
    }

    /** How often it was told that there may be more. */
    int hints() {
        return hints.get();
    }

    /** How often it was told that listening has ceased. */
    int interruptions() {
        return interruptions.get();
    }

    /** How often it was told that listening stands again. */
    int restorations() {
        return restorations.get();
    }

    @Override
    public void entry(StoredEntry entry, @Nullable MessageId previous) {
        told.add(entry.id());
        first.complete(entry.id());
    }

    @Override
    public void changed() {
        hints.incrementAndGet();
    }

    @Override
    public void interrupted(Throwable cause) {
        interruptions.incrementAndGet();
        first.completeExceptionally(cause);
    }

    @Override
    public void restored() {
        restorations.incrementAndGet();
    }
}
