package dev.realtime4j.engine;

import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what may block on a JVM without virtual threads. A few threads do when handlers are short, and let messages gather
 * to batches; where handlers block, so that what waits makes no progress, the pool doubles until it does, up to its bound
 * (Rule S8), and shrinks again a while later.
 */
final class HandlerPool {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.handlers");
    private static final int LOOK_MILLIS = 3;
    /** What a look counts at most: it comes later where the whole JVM has stood still, and not the handlers. */
    private static final long MOST_COUNTED = TimeUnit.MILLISECONDS.toNanos(2 * LOOK_MILLIS);

    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String threads;
    private final RealtimeMetrics metrics;
    private final Dispatcher timer;
    private final int fewest;
    private final int most;
    private final ThreadPoolExecutor pool;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private long lastGrown;
    /** For how many ns nothing has gone on. */
    private long stood;

    /**
     * Makes a pool without threads.
     *
     * @param threads what they are called
     * @param fewest how many do when nothing blocks
     * @param most the bound
     * @param metrics are told when all are busy
     */
    HandlerPool(String threads, int fewest, int most, RealtimeMetrics metrics, Dispatcher timer) {
        this.threads = threads;
        this.metrics = metrics;
        this.timer = timer;
        this.most = most;
        this.fewest = Math.min(most, fewest);
        this.pool = new ThreadPoolExecutor(
                this.fewest, most, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Dispatcher.daemons(threads));
        pool.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable task) {
        pool.execute(task);
        if (!looking.get() && !pool.getQueue().isEmpty() && looking.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        Runnable head = pool.getQueue().peek();
        long now = System.nanoTime();
        timer.later(LOOK_MILLIS, () -> look(head, now));
    }

    /** Whether what was at the head of the queue is still there. One look at a time. */
    private void look(@Nullable Runnable before, long then) {
        long now = System.nanoTime();
        Runnable head = pool.getQueue().peek();
        // With a thread at rest it is the machine that is slow, not the handlers.
        boolean stands = head != null && head == before && pool.getActiveCount() >= pool.getPoolSize();
        stood = stands ? stood + Math.min(now - then, MOST_COUNTED) : 0;
        if (stands && stood >= patience()) {
            stood = 0;
            grow();
            lastGrown = now;
        } else if (pool.getCorePoolSize() > fewest && now - lastGrown > CALM_NANOS) {
            pool.setCorePoolSize(fewest);
        }
        if (head != null || pool.getCorePoolSize() > fewest) {
            lookLater();
        } else {
            looking.set(false);
            if (!pool.getQueue().isEmpty() && looking.compareAndSet(false, true)) {
                lookLater();
            }
        }
    }

    /** The more threads there are, the longer it takes until each has had its turn on a processor. */
    private long patience() {
        return TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) * pool.getPoolSize() / fewest;
    }

    private void grow() {
        // More than the core where the pool was about to shrink, but its threads are still in what blocks.
        int size = Math.max(pool.getCorePoolSize(), pool.getPoolSize());
        if (size < most) {
            widen(Math.min(most, size * 2));
            return;
        }
        metrics.saturated();
        long last = lastWarning.get();
        long now = System.nanoTime();
        if (now - last >= WARN_EVERY_NANOS && lastWarning.compareAndSet(last, now)) {
            LOG.warn(
                    "All {} threads {} are busy: what comes waits. Make handlers, and what is done after an emit, shorter,"
                            + " raise handler-threads, or run on Java 21 or later, where all of them are virtual threads",
                    most,
                    threads);
        }
    }

    private void widen(int size) {
        try {
            pool.setCorePoolSize(size);
        } catch (OutOfMemoryError e) {
            LOG.error("No further thread {} can be had", threads, e);
        }
    }

    /** What waits is given threads at once, since nobody looks after this any more. */
    void shutdown() {
        widen(most);
        pool.shutdown();
    }
}
