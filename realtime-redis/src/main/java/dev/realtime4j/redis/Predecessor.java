package dev.realtime4j.redis;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A lost connection of a pipeline on which something may still be carried out that has failed here. It is seen to that
 * nothing of it is from then on, before anything else is sent: a failed emit must not be stored after a later one (Rule E3).
 * For the pipeline's reading thread.
 */
final class Predecessor {
    private final long patience;
    private @Nullable Session doubtful;

    /**
     * Makes one of which nothing is feared yet.
     *
     * @param patience for how many nanoseconds after its failure a request may still be carried out by the server
     */
    Predecessor(long patience) {
        this.patience = patience;
    }

    /** A request that changes something has failed although it was written. */
    void mayCarryOut(Session lost) {
        doubtful = lost;
    }

    /**
     * Sees to it, over the next connection. If the server does not let us end the lost one, we wait until it would refuse the
     * requests as too late.
     */
    void settle(Wire wire, CountDownLatch closing) {
        Session before = doubtful;
        if (before == null) {
            return;
        }
        String identity = before.identity();
        if (identity == null || !Door.end(wire, identity)) {
            Backoff.await(closing, patience);
        }
        doubtful = null;
    }
}
