package dev.realtime4j.engine;

import dev.realtime4j.Subscription.Status;
import org.jspecify.annotations.Nullable;

/**
 * Tells one subscription's status handler how its hub fares (Rule S9): each interruption once, however short, and the status
 * where it has changed. Used by one thread at a time.
 */
final class StatusTeller {
    private final Hub hub;
    private final Handlers handlers;
    private int interruptionsTold;
    private @Nullable Status told;

    StatusTeller(Hub hub, Handlers handlers) {
        this.hub = hub;
        this.handlers = handlers;
        this.interruptionsTold = hub.interruptions();
    }

    /** Whether there is something to tell and somebody who wants to know. */
    boolean isDue() {
        return handlers.wantsStatus() && (hub.interruptions() != interruptionsTold || hub.status() != told);
    }

    /** Tells what is due, and nothing more once the subscription is closed by who is told. */
    void tell(DrainLoop subscription) {
        if (!isDue()) {
            return;
        }
        int interruptions = hub.interruptions();
        Status now = hub.status();
        if (interruptions != interruptionsTold && told != Status.RECONNECTING) {
            tell(Status.RECONNECTING);
        }
        interruptionsTold = interruptions;
        if (now != told && !subscription.isClosing()) {
            tell(now);
        }
    }

    private void tell(Status status) {
        told = status;
        handlers.status(status);
    }
}
