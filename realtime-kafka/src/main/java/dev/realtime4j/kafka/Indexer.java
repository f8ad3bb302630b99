package dev.realtime4j.kafka;

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
 * the newest blocks of all partitions come first. Safe for any threads.
 */
final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");

    private final Readers readers;
    private final ConcurrentLinkedQueue<PartitionLog> incomplete = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    Indexer(Readers readers) {
        this.readers = readers;
    }

    /** Begins with a partition. */
    void add(PartitionLog log) {
        if (log.index().newestMissing(log.start()) >= 0) {
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
        readers.run(reader -> !log.isRetired() && BlockScan.advance(log, reader))
                .whenComplete((more, failure) -> ended(log, more, failure));
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
}
