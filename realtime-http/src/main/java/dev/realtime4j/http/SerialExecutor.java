package dev.realtime4j.http;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in their order, on the threads of another executor: for adapters whose server has no
 * thread for each connection. Safe for any threads.
 */
public final class SerialExecutor implements Executor {
    private final Executor threads;
    private @Nullable ArrayDeque<Runnable> tasks;
    private boolean running;

    /**
     * Makes an executor.
     *
     * @param threads where tasks run; whatever it throws is thrown by {@link #execute}
     */
    public SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (running) {
                if (tasks == null) {
                    tasks = new ArrayDeque<>(2);
                }
                tasks.add(task);
                return;
            }
            running = true;
        }
        boolean started = false;
        try {
            threads.execute(() -> run(task));
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    private synchronized void stop() {
        running = false;
        tasks = null;
    }

    private void run(Runnable first) {
        Runnable task = first;
        while (task != null) {
            boolean done = false;
            try {
                task.run();
                done = true;
            } finally {
                if (!done) {
                    stop();
                }
            }
            task = next();
        }
    }

    private synchronized @Nullable Runnable next() {
        ArrayDeque<Runnable> left = tasks;
        if (left == null || left.isEmpty()) {
            running = false;
            tasks = null; // nothing is kept for a stream at rest
            return null;
        }
        return left.remove();
    }
}
