package dev.realtime4j.http;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads for what may block: access decisions, subscribing, history. Virtual ones where the JVM has them, else a pool.
 * One more keeps time.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.http");
    private static final int MOST = 64;

    private final ExecutorService pool = pool();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, daemons("realtime-http-timer"));

    /** Runs something that may block; false if this is closed. */
    boolean run(Runnable task) {
        try {
            pool.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    void every(long millis, Runnable task) {
        var unused = timer.scheduleAtFixedRate(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A task failed", e);
            }
        };
    }

    void close() {
        timer.shutdownNow();
        pool.shutdown();
    }

    private static ExecutorService pool() {
        try { // by reflection, because this also runs on Java 17
            MethodHandle open = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) open.invoke();
        } catch (Throwable e) {
            LOG.debug("This JVM has no virtual threads", e);
        }
        ThreadPoolExecutor bounded = new ThreadPoolExecutor(
                MOST, MOST, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("realtime-http"));
        bounded.allowCoreThreadTimeOut(true);
        return bounded;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
