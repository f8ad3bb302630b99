package dev.realtime4j.kafka;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;

/** Forgets of each log what retention has taken, and has the indexes kept. Never blocks. */
final class Upkeep implements Consumer<Collection<PartitionLog>> {
    private final Admin admin;
    private final Indexer indexer;

    Upkeep(Admin admin, Indexer indexer) {
        this.admin = admin;
        this.indexer = indexer;
    }

    /** Does so for logs; what cannot be done now is done the next time. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the next time comes
    public void accept(Collection<PartitionLog> logs) {
        var starts = admin.listOffsets(
                logs.stream().collect(Collectors.toMap(PartitionLog::partition, log -> OffsetSpec.earliest())));
        logs.forEach(log -> starts.partitionResult(log.partition())
                .toCompletionStage()
                .thenAccept(start -> log.trim(start.offset())));
        indexer.save(logs);
    }
}
