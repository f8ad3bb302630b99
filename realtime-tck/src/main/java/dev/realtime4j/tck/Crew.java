package dev.realtime4j.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads of a test that do things at the same time. */
final class Crew implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tck-crew");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Future<?>> endless = new ArrayList<>();

    /** Runs tasks at the same moment and waits for all. */
    <T> List<T> together(List<? extends Callable<T>> tasks) {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch ready = new CountDownLatch(tasks.size());
        List<Future<T>> running = new ArrayList<>();
        for (Callable<T> task : tasks) {
            running.add(threads.submit(() -> {
                ready.countDown();
                start.await();
                return task.call();
            }));
        }
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
        start.countDown();
        return running.stream().map(Crew::result).toList();
    }

    <T> Future<T> start(Callable<T> task) {
        return threads.submit(task);
    }

    /** Repeats a step until {@link #stop()}. */
    void repeat(Runnable step) {
        endless.add(threads.submit(() -> {
            while (!stopped.get()) {
                step.run();
            }
        }));
    }

    /** Ends what repeats; what a step threw is thrown. */
    void stop() {
        stopped.set(true);
        endless.forEach(Crew::result);
        endless.clear();
    }

    static <T> T result(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("A thread of the test failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("A thread of the test hangs", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.shutdownNow();
    }
}
