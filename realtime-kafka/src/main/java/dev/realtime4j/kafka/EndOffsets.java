package dev.realtime4j.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the leaders for the ends of partitions (Rule H6). Whoever asks while a question is under way shares the next one,
 * so ten thousand reads at once cost the brokers two. Safe for any threads.
 */
final class EndOffsets {
    private final Admin admin;
    private Map<TopicPartition, CompletableFuture<Long>> waiting = new HashMap<>();
    private boolean asking;

    EndOffsets(Admin admin) {
        this.admin = admin;
    }

    /** The offset after the last record that is committed, as of a moment after this call. */
    synchronized CompletableFuture<Long> ask(TopicPartition partition) {
        CompletableFuture<Long> answer = waiting.computeIfAbsent(partition, it -> new CompletableFuture<>());
        if (!asking) {
            asking = true;
            send();
        }
        return answer;
    }

    private void send() {
        Map<TopicPartition, CompletableFuture<Long>> asked = waiting;
        waiting = new HashMap<>();
        Set<TopicPartition> partitions = Set.copyOf(asked.keySet());
        var result = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(it -> it, it -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        AtomicInteger open = new AtomicInteger(asked.size());
        asked.forEach((partition, answer) -> result.partitionResult(partition)
                .toCompletionStage()
                .whenComplete((info, failure) -> {
                    if (open.decrementAndGet() == 0) {
                        answered();
                    }
                    if (failure == null) {
                        answer.complete(info.offset());
                    } else {
                        answer.completeExceptionally(failure);
                    }
                }));
    }

    private synchronized void answered() {
        asking = !waiting.isEmpty();
        if (asking) {
            send();
        }
    }
}
