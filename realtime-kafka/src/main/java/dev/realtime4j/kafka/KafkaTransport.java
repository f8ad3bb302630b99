package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeConfig.Timeouts;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport over Kafka. Profile SHARED and DURABLE; CLUSTERED on a cluster with a replication factor of 3.
 *
 * <p>A channel's messages are the records with its name as key in one partition, whose other records belong to other
 * channels. An id is (offset, time of the append): the offset is the place, the time tells whether the record that lies there
 * now is the one the id was made for; {@link Places} tells of other ids. Of each partition this process is given every
 * record by one consumer, and knows from an index in which blocks a channel's older records lie.
 */
final class KafkaTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.kafka");
    private static final int READERS = 3;
    private static final long PAUSE_MILLIS = 20;

    private final KafkaSettings settings;
    private final Duration timeout;
    private final Followers followers;
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final EndOffsets ends;
    private final Appender appender;
    private final Readers readers;
    private final PageReads reads;
    private final LogTail tail;
    private volatile boolean closed;

    private KafkaTransport(RealtimeConfig config, KafkaSettings settings) {
        this.settings = settings;
        this.timeout = config.timeouts().request();
        this.followers = new Followers(channel -> Prints.partition(settings, channel));
        ClientProperties properties = new ClientProperties(config, settings);
        long deadline = System.nanoTime() + config.timeouts().connect().toNanos();
        try {
            Admin admin = Admin.create(properties.admin());
            closers.push(() -> admin.close(Duration.ZERO));
            Map<String, Uuid> ids = new Topics(admin, settings, config).prepare();
            ends = new EndOffsets(admin);
            appender = new Appender(properties.producer(config.maxDataBytes()), timeout);
            closers.push(appender::close);
            settings.topicNames().forEach(topic -> appender.prepare(topic, deadline));
            readers = new Readers("reader", READERS, properties.reader());
            closers.push(readers::close);
            reads = new PageReads(readers);
            IndexStore store = IndexStore.open(settings.indexDirectory());
            if (store != null) {
                closers.push(store::close);
            }
            Readers scanner = new Readers("scanner", 1, properties.scanner());
            closers.push(scanner::close);
            Indexer indexer = new Indexer(scanner, store);
            Timeouts timeouts = config.timeouts();
            long positionsNanos =
                    Math.min(timeouts.connect().toNanos(), timeouts.request().toNanos());
            tail = new LogTail(
                    config,
                    properties.tail(),
                    partitions(settings),
                    followers,
                    new LogPositions(admin, positionsNanos),
                    new TopicIds(admin, timeout.toNanos(), ids),
                    indexer::add,
                    new Upkeep(admin, indexer));
            closers.push(tail::close);
            closers.push(() -> indexer.close(tail.logs()));
            tail.start(deadline);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    private static Set<TopicPartition> partitions(KafkaSettings settings) {
        Set<TopicPartition> all = new LinkedHashSet<>();
        for (String topic : settings.topicNames()) {
            for (int i = 0; i < settings.partitions(); i++) {
                all.add(new TopicPartition(topic, i));
            }
        }
        return all;
    }

    static KafkaTransport connect(RealtimeConfig config, KafkaSettings settings) {
        try {
            return new KafkaTransport(config, settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RealtimeException(
                    "Connecting to Kafka at " + settings.bootstrap() + " failed: " + cause.getMessage(),
                    cause,
                    Failures.isRetryable(cause));
        }
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        if (closed) {
            return CompletableFuture.failedFuture(Readers.closed());
        }
        TopicPartition partition = Prints.partition(settings, channel);
        String key = entry.key();
        if (key == null) {
            return appender.append(partition, channel, entry);
        }
        MessageId first = tail.log(partition).recent(channel, key);
        if (first != null) {
            return CompletableFuture.completedFuture(first);
        }
        return appender.append(partition, channel, entry)
                .thenCompose(stored -> tail.log(partition).first(channel, key, stored));
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        long deadline = System.nanoTime() + timeout.toNanos();
        return atEnd(
                channel,
                "Reading channel \"" + channel + "\"",
                log -> atCursor(log, request).thenCompose(reached -> reads.read(log, channel, request, deadline)));
    }

    /**
     * Waits for a cursor's message that is stored but shown to nobody yet, behind an open transaction of somebody else: who emitted
     * it knows its id already.
     */
    private CompletableFuture<Void> atCursor(PartitionLog log, ReadRequest request) {
        MessageId cursor = request.cursor();
        if (cursor == null
                || request.direction() == ReadRequest.Direction.BACKWARD
                || cursor.minor() == 0
                || Places.isEmpty(cursor)
                || cursor.major() < log.next()) {
            return CompletableFuture.completedFuture(null);
        }
        return ends.stored(log.partition())
                .thenCompose(end -> log.whenReached(cursor.major() < end ? cursor.major() + 1 : 0));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Listener listener = new Listener(channel, Prints.partition(settings, channel), sink, followers);
        followers.add(listener);
        return atEnd(
                        channel,
                        "Listening to channel \"" + channel + "\"",
                        log -> readers.<Tail>run(reader -> {
                            new PageReader(log, channel, reader, deadline).start(listener);
                            return listener;
                        }))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        listener.close();
                    }
                });
    }

    /** Does something with a channel's partition once the tail has come to the end that its leader tells (Rule H6). */
    private <T> CompletableFuture<T> atEnd(
            String channel, String what, Function<PartitionLog, CompletionStage<T>> work) {
        long deadline = System.nanoTime() + timeout.toNanos();
        return withLog(Prints.partition(settings, channel), deadline, work)
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(what, failure)));
    }

    /** The same, begun again where another log takes the place of this one meanwhile. */
    private <T> CompletableFuture<T> withLog(
            TopicPartition partition, long deadline, Function<PartitionLog, CompletionStage<T>> work) {
        if (closed) {
            return CompletableFuture.failedFuture(Readers.closed());
        }
        PartitionLog log = tail.log(partition);
        if (System.nanoTime() - deadline > 0) {
            return CompletableFuture.failedFuture(log.replaced());
        }
        long before = log.next();
        return ends.ask(partition)
                .thenCompose(end -> {
                    if (end >= before) {
                        return log.whenReached(end).thenCompose(reached -> work.apply(log));
                    }
                    // Another log, of which the tail does not know yet, or a new leader that does not know its end yet.
                    Executor later = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                    return CompletableFuture.runAsync(() -> {}, later)
                            .thenCompose(waited -> withLog(partition, deadline, work));
                })
                .exceptionallyCompose(failure ->
                        log.isRetired() ? withLog(partition, deadline, work) : CompletableFuture.failedFuture(failure));
    }

    private RuntimeException failed(String what, Throwable failure) {
        Throwable cause = Failures.root(failure);
        if (closed || cause instanceof IllegalStateException) {
            return Readers.closed();
        }
        if (cause instanceof TimeoutException) {
            return new RealtimeException(
                    what + " was not answered within " + timeout.toMillis() + " ms. Is Kafka at " + settings.bootstrap()
                            + " reachable and not overloaded?",
                    cause,
                    true);
        }
        return Failures.of(what, cause);
    }

    @Override
    public void close() {
        closed = true;
        release();
    }

    /** Ends all there is, also in a thread that is interrupted, where Kafka's clients break off. */
    private void release() {
        boolean interrupted = false;
        synchronized (closers) {
            while (!closers.isEmpty()) {
                interrupted |= Thread.interrupted();
                try {
                    closers.pop().run();
                } catch (RuntimeException e) {
                    LOG.warn("A part of the connection to Kafka is not closed", e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
