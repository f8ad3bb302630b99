package dev.realtime4j.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Looks through what is there every now and then, for as long as something is there: a timer for each thing would cost more
 * than the thing itself. Safe for any threads; there is one look at a time.
 */
final class Looks {
    private final Dispatcher dispatcher;
    private final long everyMillis;
    private final Runnable look;
    private final BooleanSupplier more;
    private final AtomicBoolean due = new AtomicBoolean();

    /**
     * Makes them; there is none before {@link #begin}.
     *
     * @param look is run by the thread that keeps time, so it must be short
     * @param more whether something is left to look at
     */
    Looks(Dispatcher dispatcher, long everyMillis, Runnable look, BooleanSupplier more) {
        this.dispatcher = dispatcher;
        this.everyMillis = everyMillis;
        this.look = look;
        this.more = more;
    }

    /** To be called whenever something has come. Costs a read where a look is due already. */
    void begin() {
        if (!due.get() && due.compareAndSet(false, true)) {
            dispatcher.later(everyMillis, this::look);
        }
    }

    private void look() {
        try {
            look.run();
        } finally { // also where no memory or no thread was left: what has come must be looked at once there is again
            due.set(false); // before it is asked for more: who brings something from now on begins anew
            if (more.getAsBoolean()) {
                begin();
            }
        }
    }
}
