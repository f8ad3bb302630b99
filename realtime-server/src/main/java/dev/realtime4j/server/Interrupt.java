package dev.realtime4j.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes Ctrl-C and SIGTERM an orderly end with exit code 0. After a signal the command is given a while until {@link #ended}. */
final class Interrupt {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Duration patience;
    private final Thread hook;

    /** Calls {@code stop} upon a signal. */
    Interrupt(Runnable stop) {
        this(stop, PATIENCE);
    }

    /** Calls {@code stop} upon a signal, and gives the command so long to end. */
    Interrupt(Runnable stop, Duration patience) {
        this.patience = patience;
        hook = new Thread(() -> end(stop), "interrupt");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            stop.run(); // the signal came before, and the JVM is about to end
        }
    }

    private void end(Runnable stop) {
        stop.run();
        try {
            done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Without this the exit code would be 130 or 143.
        Runtime.getRuntime().halt(0);
    }

    /** Tells that the command has cleaned up. */
    void ended() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal was the reason: the hook waits for this and ends the JVM.
            done.countDown();
        }
    }
}
