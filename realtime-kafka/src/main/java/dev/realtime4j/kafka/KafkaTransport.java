package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A transport over Kafka. Profile SHARED and DURABLE; CLUSTERED on a cluster with a replication factor of 3.
 *
 * <p>A channel's messages are the records with its name as key in one partition, whose other records belong to other
 * channels. An id is (offset, time of the append): the offset is the place, the time tells whether the record that lies there
 * now is the one the id was made for. An id (n, 0) is the place before offset n. Of each partition this process is given every
 * record by one consumer, and knows from an index in which blocks a channel's older records lie.
 */
final class KafkaTransport implements Transport {
    private static final int READERS = 3;

    private final KafkaSettings settings;
    private final Duration timeout;
    private final Followers followers = new Followers();
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final EndOffsets ends;
    private final Appender appender;
    private final Readers readers;
    private final LogTail tail;
    private volatile boolean closed;

    private KafkaTransport(RealtimeConfig config, KafkaSettings settings) {
        this.settings = settings;
        this.timeout = config.timeouts().request();
        ClientProperties properties = new ClientProperties(config, settings);
        long deadline = System.nanoTime() + config.timeouts().connect().toNanos();
        try {
            Admin admin = Admin.create(properties.admin());
            closers.push(() -> admin.close(Duration.ZERO));
            Map<String, Uuid> ids = new Topics(admin, settings, config).prepare();
            ends = new EndOffsets(admin);
            appender = new Appender(properties.producer(config.maxDataBytes()));
            closers.push(appender::close);
            settings.topicNames().forEach(topic -> appender.prepare(topic, deadline));
            readers = new Readers("reader", READERS, properties.reader());
            closers.push(readers::close);
            Readers scanner = new Readers("scanner", 1, properties.scanner());
            closers.push(scanner::close);
            tail = new LogTail(
                    config,
                    properties.tail(),
                    partitions(settings),
                    followers,
                    new LogPositions(admin, timeout.toNanos()),
                    new TopicIds(admin, timeout.toNanos(), ids),
                    new Indexer(scanner)::add);
            closers.push(tail::close);
            tail.start();
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
                (log, reader) -> new PageReader(log, channel, reader, deadline).read(request));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Listener listener = new Listener(channel, Prints.partition(settings, channel), sink, followers);
        followers.add(listener);
        return atEnd(channel, "Listening to channel \"" + channel + "\"", (log, reader) -> {
                    new PageReader(log, channel, reader, deadline).start(listener);
                    return (Tail) listener;
                })
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        listener.close();
                    }
                });
    }

    /** Does something with a channel's partition once the tail has come to the end that its leader tells (Rule H6). */
    private <T> CompletableFuture<T> atEnd(String channel, String what, BiFunction<PartitionLog, LogReader, T> work) {
        if (closed) {
            return CompletableFuture.failedFuture(Readers.closed());
        }
        TopicPartition partition = Prints.partition(settings, channel);
        PartitionLog log = tail.log(partition);
        long before = log.next();
        return ends.ask(partition)
                .thenCompose(
                        end -> end < before ? CompletableFuture.failedFuture(log.replaced()) : log.whenReached(end))
                .thenCompose(reached -> readers.run(reader -> work.apply(log, reader)))
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(what, failure)));
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

    private void release() {
        synchronized (closers) {
            while (!closers.isEmpty()) {
                closers.pop().run();
            }
        }
    }
}
