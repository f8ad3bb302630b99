package dev.realtime4j.redis;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that connections have of their own. */
final class Threads {
    private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private Threads() {}

    /** Starts one that keeps no process from ending. */
    static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits a moment for all of them together to end, but not for this one. */
    static void join(List<@Nullable Thread> threads) {
        long end = System.nanoTime() + JOIN_NANOS;
        try {
            for (Thread thread : threads) {
                if (thread != null && thread != Thread.currentThread()) {
                    TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
