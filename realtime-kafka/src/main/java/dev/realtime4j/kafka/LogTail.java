package dev.realtime4j.kafka;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions with one consumer, without a group, and gives every record to its {@link PartitionLog}. One thread,
 * which waits for nobody: a slow subscriber is the engine's affair.
 */
final class LogTail implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long UPKEEP_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long BROKEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RealtimeConfig config;
    private final Followers followers;
    private final Set<TopicPartition> partitions;
    private final LogPositions positions;
    private final TopicIds topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TailHealth health;
    private final Consumer<PartitionLog> opened;
    private final Consumer<Collection<PartitionLog>> upkeep;
    private final ForeignData foreign = new ForeignData();
    private final Map<TopicPartition, PartitionLog> logs = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this, "realtime-kafka-tail");
    private final Set<TopicPartition> lost = new HashSet<>();
    /** Partitions of which a batch could not be read, and when something is to be done about each. */
    private final Map<TopicPartition, Long> broken = new HashMap<>();

    private long upkeepAt = System.nanoTime() + UPKEEP_NANOS;
    private boolean away;
    private volatile boolean closed;

    /**
     * Begins to follow.
     *
     * @param opened is told of every log, also of one that replaces another
     * @param upkeep is given all logs from time to time
     */
    LogTail(
            RealtimeConfig config,
            Map<String, Object> properties,
            Collection<TopicPartition> partitions,
            Followers followers,
            LogPositions positions,
            TopicIds topics,
            Consumer<PartitionLog> opened,
            Consumer<Collection<PartitionLog>> upkeep) {
        this.config = config;
        this.followers = followers;
        this.partitions = Set.copyOf(partitions);
        this.positions = positions;
        this.topics = topics;
        this.opened = opened;
        this.upkeep = upkeep;
        this.consumer = new KafkaConsumer<>(properties, topics, topics);
        this.health = new TailHealth(consumer);
        consumer.assign(partitions);
        thread.setDaemon(true);
    }

    /**
     * Finds the places to begin at, and starts the thread. Brokers learn of a topic that was just made one after the other: who
     * asks one that has not yet is told that there is none.
     *
     * @param deadline until when that is tried, by {@link System#nanoTime()}
     * @throws RealtimeException if the places cannot be found
     */
    void start(long deadline) {
        while (true) {
            try {
                begin(partitions);
                break;
            } catch (RealtimeException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause();
            }
        }
        thread.start();
    }

    PartitionLog log(TopicPartition partition) {
        PartitionLog log = logs.get(partition);
        if (log == null) {
            throw new IllegalStateException("Not followed: " + partition);
        }
        return log;
    }

    Collection<PartitionLog> logs() {
        return List.copyOf(logs.values());
    }

    /** Begins anew with partitions: what was known of them is given up. */
    private void begin(Set<TopicPartition> anew) {
        Map<TopicPartition, LogPositions.Position> found = positions.of(anew);
        leave(anew); // with what the consumer has at hand of the logs before
        broken.keySet().removeAll(anew);
        join(anew);
        found.forEach((partition, position) -> {
            consumer.seek(partition, position.follow());
            PartitionLog log = new PartitionLog(
                    partition,
                    topics.id(partition.topic()),
                    config,
                    followers,
                    foreign,
                    this::hurry,
                    position.start(),
                    position.follow());
            PartitionLog before = logs.put(partition, log);
            if (before != null) {
                before.retire();
                log.follow(before);
            }
            opened.accept(log);
        });
    }

    /** Follows some partitions too; each has to be sought to where it goes on. */
    private void join(Set<TopicPartition> more) {
        Set<TopicPartition> followed = new HashSet<>(consumer.assignment());
        followed.addAll(more);
        consumer.assign(followed);
    }

    /** Follows some partitions no more, for a while. */
    private void leave(Set<TopicPartition> left) {
        Set<TopicPartition> followed = new HashSet<>(consumer.assignment());
        if (followed.removeAll(left)) {
            consumer.assign(followed);
        }
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                turn();
            } catch (WakeupException | InterruptException e) {
                // Closed, or a stray interrupt.
            } catch (OffsetOutOfRangeException e) {
                LOG.warn("Kafka's log is shorter than it was, or was trimmed past this process: {}", e.getMessage());
                lost.addAll(e.partitions());
            } catch (TopicAuthorizationException e) {
                forbidden(e);
            } catch (RuntimeException | Error e) {
                // Also where memory is short: without this thread nothing is told any more, and nobody would know.
                if (!leaveBroken(e)) {
                    interrupted(e);
                    pause();
                }
            }
        }
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    private void turn() {
        if (!lost.isEmpty()) {
            beginAnew();
        }
        tryBrokenAgain();
        if (consumer.assignment().isEmpty()) {
            pause(); // all topics are missing, or cannot be read
            return;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        try {
            take(records);
        } catch (Throwable e) {
            // What was polled does not come again: all is found anew.
            lost.addAll(records.nextOffsets().keySet());
            throw e;
        }
        if (System.nanoTime() - upkeepAt > 0) {
            upkeepAt = System.nanoTime() + UPKEEP_NANOS;
            upkeep.accept(logs());
        }
        if (!records.isEmpty()) {
            rest();
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        if (health.isConnectedAnew()) {
            topics.doubt();
        }
        compareTopics();
        RealtimeException fault = health.fault();
        if (fault != null) {
            interrupted(fault);
        }
        if (away && (!records.isEmpty() || (fault == null && health.isAnswered()))) {
            away = false;
            Set<TopicPartition> there = new HashSet<>(partitions);
            there.removeAll(lost);
            there.removeAll(broken.keySet());
            followers.forEach(there, Listener::restored);
        }
        // The offsets also tell of what gives no record, as what was aborted. The consumer's position tells that, too,
        // but asks a new leader first, and all other partitions would wait for one that cannot be reached.
        records.nextOffsets().forEach((partition, next) -> {
            if (!lost.contains(partition)) {
                PartitionLog log = log(partition);
                records.records(partition).forEach(log::take);
                log.reached(next.offset());
            }
        });
    }

    /** Where nobody waits for records, to take many at once costs less than each as it comes. */
    private void rest() {
        if (followers.isEmpty() && logs.values().stream().noneMatch(PartitionLog::isAwaited)) {
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    /** Somebody waits now. */
    private void hurry() {
        LockSupport.unpark(thread);
    }

    /** Until this is done, nothing that was polled may be used: it may come from another log. */
    private void compareTopics() {
        while (topics.isDoubtful() && !closed) {
            tryToCompareTopics();
        }
    }

    private void tryToCompareTopics() {
        try {
            Set<String> replaced = topics.replaced();
            if (!replaced.isEmpty()) {
                LOG.warn("Kafka's topics {} were made anew, or are there again", replaced);
            }
            Set<TopicPartition> missing = new HashSet<>();
            for (TopicPartition partition : partitions) {
                if (topics.isMissing(partition.topic())) {
                    missing.add(partition);
                } else if (replaced.contains(partition.topic())) {
                    lost.add(partition);
                }
            }
            lost.addAll(missing);
            leave(missing); // where one may not be read, each poll throws
            RealtimeException cause = new RealtimeException("Kafka's topic is missing, or may not be read", null, true);
            followers.forEach(missing, listener -> listener.interrupted(cause));
        } catch (RuntimeException e) {
            interrupted(e);
            pause();
        }
    }

    /**
     * Goes on with other logs than before: the engine is told to compare them with what it knows. What belongs to a missing topic
     * waits for that, and nothing else does.
     */
    private void beginAnew() {
        compareTopics();
        Set<TopicPartition> there = new HashSet<>(lost);
        there.removeIf(partition -> topics.isMissing(partition.topic()));
        if (there.isEmpty()) {
            return;
        }
        RealtimeException cause = new RealtimeException("Kafka's log is another one", null, true);
        followers.forEach(there, listener -> listener.interrupted(cause));
        topics.doubt(); // where this fails, a topic may be missing again
        begin(there);
        followers.forEach(there, listener -> {
            listener.forget();
            listener.restored();
        });
        lost.removeAll(there);
    }

    /** Only what belongs to those topics is held up, if it is told which they are. */
    private void forbidden(TopicAuthorizationException failure) {
        topics.doubt();
        compareTopics();
        if (failure.unauthorizedTopics().isEmpty()
                || !failure.unauthorizedTopics().stream().allMatch(topics::isMissing)) {
            interrupted(failure);
            pause();
        }
    }

    /**
     * Leaves a partition alone of which a batch cannot be read, as where a disk has damaged it: else each poll throws, and gives
     * nothing of the others. Only the text of what is thrown tells which one it is.
     *
     * @return whether that is what has failed
     */
    private boolean leaveBroken(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        Set<TopicPartition> found = new HashSet<>(consumer.assignment());
        found.removeIf(partition -> !text.contains(" from " + partition + ". "));
        leave(found);
        followers.forEach(found, listener -> listener.interrupted(failure));
        for (TopicPartition partition : found) {
            if (broken.put(partition, System.nanoTime() + BROKEN_NANOS) == null) {
                LOG.warn(
                        "{} cannot be read at offset {}, trying on; only its channels wait for that: {}",
                        partition,
                        log(partition).next(),
                        failure.toString());
            }
        }
        return !found.isEmpty();
    }

    /** Another leader may have the batch as it was. What does not fail for a while after it was tried again can be read. */
    private void tryBrokenAgain() {
        Set<TopicPartition> due = new HashSet<>();
        broken.forEach((partition, at) -> {
            if (System.nanoTime() - at > 0 && !lost.contains(partition)) {
                due.add(partition);
            }
        });
        if (due.isEmpty()) {
            return;
        }
        Set<TopicPartition> read = new HashSet<>(consumer.assignment());
        read.retainAll(due);
        broken.keySet().removeAll(read);
        followers.forEach(read, Listener::restored);
        due.removeAll(read);
        join(due);
        due.forEach(partition -> {
            consumer.seek(partition, log(partition).next());
            broken.put(partition, System.nanoTime() + BROKEN_NANOS);
        });
    }

    private void interrupted(Throwable cause) {
        if (!away && !closed) {
            away = true;
            LOG.warn("Not in touch with Kafka, trying on: {}", cause.toString());
            followers.forEach(partitions, listener -> listener.interrupted(cause));
        }
    }

    /** Waits a moment, so that what fails at once does not spin. */
    private void pause() {
        LockSupport.parkNanos(POLL.toNanos());
    }

    /** Ends the thread; no sink is called afterwards. */
    void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            consumer.wakeup();
            thread.interrupt();
            try {
                thread.join(20);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        logs.values().forEach(PartitionLog::retire);
    }
}
