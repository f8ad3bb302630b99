package dev.realtime4j.kafka;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A few threads that read from the log, each with a reader at hand. Safe for any threads. */
final class Readers {
    private final Map<String, Object> properties;
    private final ExecutorService threads;
    /** The one used last comes first. */
    private final ConcurrentLinkedDeque<LogReader> idle = new ConcurrentLinkedDeque<>();

    private final ConcurrentLinkedQueue<LogReader> all = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * Makes readers, which are opened when they are first needed.
     *
     * @param name what the threads are called
     * @param count how many read at once
     * @param properties the properties of a consumer
     */
    Readers(String name, int count, Map<String, Object> properties) {
        this.properties = properties;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, "realtime-kafka-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a piece of work that reads. */
    <T> CompletionStage<T> run(Function<LogReader, T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    result.complete(withReader(work));
                } catch (Throwable e) {
                    result.completeExceptionally(closed ? closed() : e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    private <T> T withReader(Function<LogReader, T> work) {
        LogReader reader = idle.poll();
        if (reader == null) {
            reader = new LogReader(properties);
            all.add(reader);
        }
        try {
            return work.apply(reader);
        } finally {
            idle.push(reader);
        }
    }

    static IllegalStateException closed() {
        return new IllegalStateException("The Kafka transport is closed");
    }

    /** Ends what runs, as far as it reads, and frees every thread and connection. */
    void close() {
        closed = true;
        threads.shutdown();
        boolean interrupted = false;
        while (true) {
            all.forEach(LogReader::wakeup);
            try {
                if (threads.awaitTermination(20, TimeUnit.MILLISECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        all.forEach(LogReader::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
