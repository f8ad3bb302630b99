package dev.realtime4j.nats;

import org.jspecify.annotations.Nullable;

/** A thread that waits for what may never come, and can be woken up by an interruption. Safe for any threads. */
final class Waiter {
    private @Nullable Thread thread;
    private boolean woken;

    /** The current thread is going to wait. */
    synchronized void begin() {
        thread = Thread.currentThread();
        woken = false;
    }

    /**
     * The current thread waits no more; an interruption that has come too late is taken back.
     *
     * @return whether it was woken up
     */
    synchronized boolean end() {
        boolean was = woken;
        thread = null;
        woken = false;
        if (was) {
            boolean unused = Thread.interrupted();
        }
        return was;
    }

    /** Wakes up the thread that waits; false if none does. */
    synchronized boolean wake() {
        if (thread == null) {
            return false;
        }
        woken = true;
        thread.interrupt();
        return true;
    }
}
