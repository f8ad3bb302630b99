package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Asks where partitions start, and from where on they have to be followed. Blocks while it asks. */
final class LogPositions {
    /** What is asked for by time may count records of aborted transactions, which no reader sees. */
    private static final long MARGIN_MILLIS = 60_000;

    private final Admin admin;
    private final long timeoutNanos;

    /**
     * Where to begin with a partition.
     *
     * @param start its first offset
     * @param follow from where on the tail has to be given every record: early enough to know all idempotency keys that hold
     */
    record Position(long start, long follow) {}

    LogPositions(Admin admin, long timeoutNanos) {
        this.admin = admin;
        this.timeoutNanos = timeoutNanos;
    }

    Map<TopicPartition, Position> of(Collection<TopicPartition> partitions) {
        Map<TopicPartition, ListOffsetsResultInfo> starts = ask(partitions, it -> OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = ask(partitions, it -> OffsetSpec.latest());
        Map<TopicPartition, ListOffsetsResultInfo> newest = ask(partitions, it -> OffsetSpec.maxTimestamp());
        // Where times step back, too: from before the first record that is so new to the newest, as much time passes at
        // least.
        long window = RecentKeys.WINDOW_MILLIS + MARGIN_MILLIS;
        Map<TopicPartition, ListOffsetsResultInfo> windows = ask(
                partitions,
                it -> OffsetSpec.forTimestamp(Math.max(0, info(newest, it).timestamp() - window)));
        Map<TopicPartition, Position> positions = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long start = info(starts, partition).offset();
            long end = info(ends, partition).offset();
            long window0 = info(windows, partition).offset();
            // Nothing is told for that time if the segment that holds it has been trimmed in part.
            long follow = window0 < 0 ? start : Math.min(window0, end);
            long block = Block.startOf(Block.numberOf(follow));
            positions.put(partition, new Position(start, Math.max(start, block)));
        }
        return positions;
    }

    private static ListOffsetsResultInfo info(
            Map<TopicPartition, ListOffsetsResultInfo> all, TopicPartition partition) {
        ListOffsetsResultInfo info = all.get(partition);
        if (info == null) {
            throw new IllegalStateException("No offsets of " + partition);
        }
        return info;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ask(
            Collection<TopicPartition> partitions, Function<TopicPartition, OffsetSpec> spec) {
        ListOffsetsResult asked = admin.listOffsets(
                partitions.stream().collect(Collectors.toMap(it -> it, spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        try {
            return asked.all().get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.of("Asking Kafka for the offsets of its topics", e);
        } catch (TimeoutException e) {
            List<String> silent = partitions.stream()
                    .filter(partition -> !asked.partitionResult(partition).isDone())
                    .map(TopicPartition::toString)
                    .sorted()
                    .toList();
            throw new RealtimeException(
                    "Kafka does not tell in time where the partitions " + silent
                            + " start and end. Do they have a leader that can be reached?",
                    e,
                    true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealtimeException("Interrupted", e, true);
        }
    }
}
