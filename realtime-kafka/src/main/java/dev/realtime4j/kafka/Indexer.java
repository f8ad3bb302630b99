package dev.realtime4j.kafka;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes what lies before the places at which the tail began, in the background, one partition after the other in turns: so
 * the newest blocks of all partitions come first. What a store has kept is not scanned again. Safe for any threads.
 */
final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SAVE_SECONDS = 2;

    private final Readers scanner;
    private final @Nullable IndexStore store;
    private final ConcurrentLinkedQueue<PartitionLog> incomplete = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Makes an indexer.
     *
     * @param scanner reads for it, with one thread
     * @param store where indexes are kept, if anywhere
     */
    Indexer(Readers scanner, @Nullable IndexStore store) {
        this.scanner = scanner;
        this.store = store;
    }

    /** Begins with a partition. */
    void add(PartitionLog log) {
        if (store != null || log.index().newestMissing(log.start()) >= 0) {
            incomplete.add(log);
            next();
        }
    }

    private void next() {
        if (!running.compareAndSet(false, true)) {
            return;
        }
        PartitionLog log = incomplete.poll();
        if (log == null) {
            running.set(false);
            if (!incomplete.isEmpty()) {
                next();
            }
            return;
        }
        scanner.run(reader -> !log.isRetired() && advance(log, reader))
                .whenComplete((more, failure) -> ended(log, more, failure));
    }

    private boolean advance(PartitionLog log, LogReader reader) {
        try {
            if (store != null) {
                store.restore(log, reader);
            }
            return BlockScan.advance(log, reader);
        } catch (LogReader.TrimmedException e) {
            log.trim(reader.start(log.partition(), System.nanoTime() + PATIENCE_NANOS));
            return true;
        }
    }

    private void ended(PartitionLog log, @Nullable Boolean more, @Nullable Throwable failure) {
        running.set(false);
        if (failure instanceof IllegalStateException) {
            return;
        }
        if (failure != null) {
            LOG.debug("Indexing {} goes on later", log.partition(), failure);
            Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
            later.execute(() -> add(log));
        } else if (Boolean.TRUE.equals(more)) {
            incomplete.add(log);
        }
        next();
    }

    /** Has the store keep what is new; gives when that is done. */
    CompletableFuture<Void> save(Collection<PartitionLog> logs) {
        IndexStore kept = store;
        return kept == null
                ? CompletableFuture.completedFuture(null)
                : scanner.<Void>run(reader -> {
                            logs.forEach(kept::save);
                            return null;
                        })
                        .toCompletableFuture();
    }

    /** Saves a last time, if that takes not too long. */
    void close(Collection<PartitionLog> logs) {
        save(List.copyOf(logs))
                .completeOnTimeout(null, SAVE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }
}
