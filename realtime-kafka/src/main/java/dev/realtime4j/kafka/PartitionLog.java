package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one partition, of which the tail gives it every record in order: the block index, where the
 * messages of the channels that are read lie, and which idempotency keys were used. Replaced as a whole where the log turns
 * out to be another one. Safe for any threads; the lock is never held around I/O.
 */
final class PartitionLog {
    /** So many offsets are kept in views; beyond, the views that were not used for longest are dropped. */
    private static final int MOST_IN_VIEWS = 500_000;

    /** What a view costs beside its offsets, counted in offsets. */
    private static final int VIEW_COST = 16;

    private static final int CHECK_EVERY = 256;

    private final TopicPartition partition;
    private final Uuid topicId;
    private final RealtimeConfig config;
    private final Followers followers;
    private final ForeignData foreign;
    private final Runnable awaited;
    private final BlockIndex index;
    private final ConcurrentMap<Long, CompletableFuture<Void>> scans = new ConcurrentHashMap<>();
    private final RecentKeys keys = new RecentKeys(System::currentTimeMillis);
    private final Map<String, ChannelView> views = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, CompletableFuture<MessageId>> undecided = new HashMap<>();
    private final TreeMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private Map<String, ChannelView> former = Map.of();
    private volatile long start;
    private long next;
    private long uses;
    private boolean retired;

    /**
     * Makes the knowledge of a partition.
     *
     * @param topicId of which topic: one that is deleted and made anew has another
     * @param awaited is run whenever somebody begins to wait for what the tail will give
     * @param start its first offset
     * @param next the offset from on which the tail gives every record
     */
    PartitionLog(
            TopicPartition partition,
            Uuid topicId,
            RealtimeConfig config,
            Followers followers,
            ForeignData foreign,
            Runnable awaited,
            long start,
            long next) {
        this.partition = partition;
        this.topicId = topicId;
        this.config = config;
        this.followers = followers;
        this.foreign = foreign;
        this.awaited = awaited;
        this.index = new BlockIndex(start, next);
        this.start = start;
        this.next = next;
    }

    TopicPartition partition() {
        return partition;
    }

    Uuid topicId() {
        return topicId;
    }

    BlockIndex index() {
        return index;
    }

    /** The blocks that a reader indexes at the moment. */
    ConcurrentMap<Long, CompletableFuture<Void>> scans() {
        return scans;
    }

    /** The first offset that is kept, as far as is known here. */
    long start() {
        return start;
    }

    /** The offset up to which the tail has given everything. */
    synchronized long next() {
        return next;
    }

    /** What it keeps, as far as is known here. */
    synchronized Extent extent() {
        return new Extent(start, Places.empty(topicId, start, next));
    }

    /** Notes that the log has been trimmed. */
    synchronized void trim(long newStart) {
        if (newStart > start) {
            start = newStart;
            index.trim(newStart);
        }
    }

    /** Takes the next record from the tail. */
    synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        long offset = record.offset();
        if (offset < next || retired) {
            return;
        }
        index.reached(offset);
        next = offset + 1;
        String channel = Records.channel(record);
        if (channel == null) {
            foreign.found(partition.topic());
            return;
        }
        index.add(offset, Prints.of(record.key()), record.timestamp());
        keys.pass(record.timestamp());
        String key = Records.key(record);
        ChannelView view = views.get(channel);
        boolean followed = followers.has(channel);
        if (key == null && view == null && !followed) {
            return;
        }
        boolean elsewhere = followers.isElsewhere(channel, partition);
        if (elsewhere && !followed) {
            return;
        }
        StoredEntry entry = elsewhere ? null : Records.decode(record);
        if (entry == null) {
            foreign.found(channel);
        } else if (key == null || isFirst(channel, key, entry)) {
            if (view != null) {
                view.append(entry.id());
            }
            followers.tell(channel, entry);
        }
    }

    private boolean isFirst(String channel, String key, StoredEntry entry) {
        index.addKey(Prints.of(channel, key));
        MessageId first = keys.take(channel, key, entry.id());
        CompletableFuture<MessageId> asked = undecided.remove(entry.id().major());
        if (asked != null) {
            asked.complete(first);
        }
        return first.equals(entry.id());
    }

    /** Notes that there is nothing more before an offset; wakes those who wait for that. */
    void reached(long offset) {
        List<CompletableFuture<Void>> reached = new ArrayList<>();
        synchronized (this) {
            if (offset > next) {
                next = offset;
                index.reached(offset);
            }
            Iterator<List<CompletableFuture<Void>>> due =
                    waiting.headMap(next, true).values().iterator();
            while (due.hasNext()) {
                reached.addAll(due.next());
                due.remove();
            }
        }
        reached.forEach(one -> one.complete(null));
    }

    /** Completes when the tail has given everything before an offset; fails if the log is replaced meanwhile. */
    synchronized CompletableFuture<Void> whenReached(long offset) {
        if (retired) {
            return CompletableFuture.failedFuture(replaced());
        }
        if (offset <= next) {
            return CompletableFuture.completedFuture(null);
        }
        awaited.run();
        CompletableFuture<Void> waits = new CompletableFuture<>();
        waiting.computeIfAbsent(offset, it -> new ArrayList<>()).add(waits);
        return waits;
    }

    /** Whether somebody waits for what the tail will give. */
    synchronized boolean isAwaited() {
        return !waiting.isEmpty() || !undecided.isEmpty();
    }

    /** The first record with an idempotency key, if it was seen lately; else null. */
    @Nullable
    synchronized MessageId recent(String channel, String key) {
        return keys.recent(channel, key);
    }

    /** Completes with the id of the first record with a key, once the tail has come to the one that was stored. */
    synchronized CompletableFuture<MessageId> first(String channel, String key, MessageId stored) {
        if (retired) {
            return CompletableFuture.failedFuture(replaced());
        }
        if (stored.major() < next) {
            MessageId first = keys.first(channel, key);
            return CompletableFuture.completedFuture(first == null ? stored : first);
        }
        awaited.run();
        return undecided.computeIfAbsent(stored.major(), it -> new CompletableFuture<>());
    }

    /** The view of a channel, made if need be. */
    synchronized ChannelView view(String channel) {
        ChannelView view = views.computeIfAbsent(
                channel, it -> new ChannelView(next, config.retention(it).maxMessages()));
        uses++;
        if (uses % CHECK_EVERY == 0) {
            dropUnused(view);
        }
        return view;
    }

    private void dropUnused(ChannelView used) {
        long cost = 0;
        for (ChannelView view : views.values()) {
            cost += VIEW_COST + view.size();
        }
        Iterator<ChannelView> oldest = views.values().iterator();
        while (cost > MOST_IN_VIEWS && oldest.hasNext()) {
            ChannelView view = oldest.next();
            if (view != used) {
                cost -= VIEW_COST + view.size();
                oldest.remove();
            }
        }
    }

    /**
     * Asks something of a view while the tail adds nothing.
     *
     * @return the answer; null if the view is no longer kept up, or has none
     */
    synchronized <T> @Nullable T ask(String channel, ChannelView view, Supplier<@Nullable T> question) {
        if (retired) {
            throw replaced();
        }
        return views.get(channel) == view ? question.get() : null;
    }

    /** Takes over what was known of the same topic's log before it lost its newest records, to find what is common. */
    void follow(PartitionLog before) {
        Map<String, ChannelView> known = before.topicId.equals(topicId) ? before.knownViews() : Map.of();
        synchronized (this) {
            former = known;
        }
    }

    private synchronized Map<String, ChannelView> knownViews() {
        return new HashMap<>(views);
    }

    /** A channel as it was in the log before this one, if that is known. */
    synchronized @Nullable ChannelView former(String channel) {
        return former.get(channel);
    }

    synchronized boolean isRetired() {
        return retired;
    }

    /** Ends this knowledge: the log is another one. */
    void retire() {
        List<CompletableFuture<?>> failed = new ArrayList<>();
        synchronized (this) {
            retired = true;
            waiting.values().forEach(failed::addAll);
            failed.addAll(undecided.values());
            waiting.clear();
            undecided.clear();
        }
        failed.forEach(one -> one.completeExceptionally(replaced()));
    }

    RealtimeException replaced() {
        return new RealtimeException(
                "The log of topic " + partition.topic() + " has been replaced while it was used; try again",
                null,
                true);
    }
}
