package dev.realtime4j.engine;

import dev.realtime4j.RealtimeMetrics;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one Realtime: handlers run on virtual threads where the JVM has them, else on a pool that grows to its
 * bound; one more thread keeps time. A subscription that waits holds no thread.
 *
 * <p>What handlers may wait for has threads of its own, since all threads of the handlers may be in handlers that wait; and so
 * has what the engine does itself, for which also what depends on emits may wait.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.handlers");
    private static final ThreadLocal<@Nullable Dispatcher> HANDLING = new ThreadLocal<>();

    /** How many times a thread that has run out of work looks for more before it leaves: a few microseconds in all. */
    static final int LINGER_PAUSES = 8;

    private static final int MOST_GATHER_PAUSES = 32;
    private static final int SPINS = 24;
    private static final long THREADLESS_MILLIS = 500;
    private static final int FEWEST_OTHERS = 4;
    private static final int MOST_OTHERS = 256;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("realtime-timer"));
    private final Executor handlers;
    private final Executor dependants;
    private final Executor own;
    private final Runnable shutdown;

    Dispatcher(int handlerThreads, RealtimeMetrics metrics) {
        ExecutorService virtual = virtualThreads();
        if (virtual != null) {
            handlers = virtual;
            dependants = virtual;
            own = virtual;
            shutdown = virtual::shutdown;
        } else {
            int fewest = Math.max(FEWEST_OTHERS, 2 * Runtime.getRuntime().availableProcessors());
            HandlerPool pool = new HandlerPool("realtime-handler", fewest, handlerThreads, metrics, this);
            HandlerPool second = others("realtime-dependant");
            HandlerPool third = others("realtime-own");
            handlers = pool::execute;
            dependants = second::execute;
            own = third::execute;
            shutdown = () -> {
                pool.shutdown();
                second.shutdown();
                third.shutdown();
            };
        }
    }

    private HandlerPool others(String threads) {
        return new HandlerPool(threads, FEWEST_OTHERS, MOST_OTHERS, RealtimeMetrics.NONE, this);
    }

    /** Runs the drain loop of a subscription, where {@link #isHandling()} is true. */
    void handle(Runnable drain) {
        run(handlers, handling(drain));
    }

    /** As {@link #handle}, but by the calling thread where this Realtime is closed: somebody still has to be told. */
    void handleSurely(Runnable task) {
        if (!run(handlers, handling(task))) {
            task.run();
        }
    }

    /**
     * Runs what an application does after an emit; by the calling thread where this Realtime is closed. It is no handler: who
     * closes a subscription there waits for its handler (Rule S11).
     */
    void depend(Runnable task) {
        if (!run(dependants, task)) {
            task.run();
        }
    }

    private Runnable handling(Runnable task) {
        return () -> handling(task, Runnable::run);
    }

    /** Hands something to an application by the calling thread, where {@link #isHandling()} is true meanwhile. */
    <T> void handling(T value, Consumer<? super T> told) {
        Dispatcher before = HANDLING.get();
        HANDLING.set(this);
        try {
            told.accept(value);
        } finally {
            if (before == null) {
                HANDLING.remove();
            } else {
                HANDLING.set(before);
            }
        }
    }

    /** Runs something short of the engine's own; false if this Realtime is closed. */
    boolean run(Runnable task) {
        return run(own, task);
    }

    /**
     * Runs something; false if this Realtime is closed. Where no further thread can be had, as at a limit of the machine, it is
     * tried again: a subscription that was woken in vain would be asleep for ever, and who wakes it may read for all channels.
     */
    boolean run(Executor threads, Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("Not run, since this Realtime is closed", e);
            return false;
        } catch (OutOfMemoryError e) {
            LOG.error("No thread can be had; this is tried again every {} ms", THREADLESS_MILLIS, e);
            later(THREADLESS_MILLIS, () -> run(threads, task));
            return true;
        }
    }

    /** Runs something of the engine's own after a while; not if this Realtime is closed by then. */
    void later(long millis, Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A timed task failed", e);
            }
        };
        try {
            var unused = timer.schedule(guarded, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Not run, since this Realtime is closed", e);
        }
    }

    /**
     * Lets messages gather, where many have come: to take them in a batch costs a small part of what one by one costs, since
     * what one processor has just written is slow to reach another.
     *
     * @param came how many messages came since the last look; waits half a microsecond for each of them, 16 in all at most
     */
    static void gather(long came) {
        for (long i = Math.min(came, MOST_GATHER_PAUSES); i > 0; i--) {
            pause();
        }
    }

    /** Waits about half a microsecond. */
    static void pause() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }

    /** Whether the calling thread is in a handler of this Realtime. */
    boolean isHandling() {
        return HANDLING.get() == this;
    }

    void close() {
        timer.shutdownNow();
        shutdown.run();
    }

    static ThreadFactory daemons(String name) {
        AtomicLong count = new AtomicLong();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Virtual threads are reached by reflection, because this library also runs on Java 17. */
    private static @Nullable ExecutorService virtualThreads() {
        try {
            MethodHandle open = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return (ExecutorService) open.invoke();
        } catch (Throwable e) {
            LOG.debug("This JVM has no virtual threads", e);
            return null;
        }
    }
}
