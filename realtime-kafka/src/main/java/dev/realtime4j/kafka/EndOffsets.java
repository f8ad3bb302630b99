package dev.realtime4j.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the leaders for the ends of partitions (Rule H6). Whoever asks while a question about a partition is under way shares
 * the next one, so ten thousand reads at once cost two for each partition. Each is asked about by itself: one without a leader,
 * about which no answer comes, holds up no other. Safe for any threads.
 */
final class EndOffsets {
    private final Admin admin;
    private final Set<TopicPartition> asking = new HashSet<>();
    private final Map<TopicPartition, CompletableFuture<Long>> waiting = new HashMap<>();

    EndOffsets(Admin admin) {
        this.admin = admin;
    }

    /** The offset after the last record that is committed, as of a moment after this call. */
    synchronized CompletableFuture<Long> ask(TopicPartition partition) {
        CompletableFuture<Long> answer = waiting.computeIfAbsent(partition, it -> new CompletableFuture<>());
        sendNext(partition);
        return answer;
    }

    /** The offset after the last record that is stored, be it committed or not. */
    CompletableFuture<Long> stored(TopicPartition partition) {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .toCompletionStage()
                .thenApply(ListOffsetsResultInfo::offset)
                .toCompletableFuture();
    }

    private void sendNext(TopicPartition partition) {
        CompletableFuture<Long> answer = asking.contains(partition) ? null : waiting.remove(partition);
        if (answer == null) {
            return;
        }
        asking.add(partition);
        admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(partition)
                .toCompletionStage()
                .whenComplete((info, failure) -> {
                    answered(partition);
                    if (failure == null) {
                        answer.complete(info.offset());
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
    }

    private synchronized void answered(TopicPartition partition) {
        asking.remove(partition);
        sendNext(partition);
    }
}
