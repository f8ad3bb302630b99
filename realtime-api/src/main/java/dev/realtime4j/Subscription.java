package dev.realtime4j;

/** A cursor that follows a channel and hands its messages to handlers until it is closed. Safe for any threads. */
public interface Subscription extends AutoCloseable {

    /** Whether the backend can be followed just now. */
    enum Status {
        /** What is emitted is delivered as it comes. */
        CONNECTED,
        /** The backend is away; the subscription goes on by itself when it is back (Rule S9). */
        RECONNECTING
    }

    /**
     * The channel's name.
     *
     * @return a valid channel name
     */
    String channel();

    /**
     * How far this subscription has come: the id of the last message that a handler has returned from, or that its filter
     * has skipped (Rule S3). To {@link SubscriptionOptions#after} resume from it gives exactly what follows.
     *
     * <p>It is never ahead. While short handlers run one after the other it may be behind by those of the last moment, at
     * most 256, and stays so while the first one runs that takes long; after it, where they rest, and once the subscription
     * is closed, it is exact.
     *
     * @return the cursor
     */
    MessageId position();

    /**
     * Whether the backend can be followed just now.
     *
     * @return the status
     */
    Status status();

    /**
     * Ends the subscription. Returns when no call of its handlers is running or will start; waits at most the close timeout
     * (10 s by default) for a running one, then interrupts it, logs a warning and returns. From inside any handler of the
     * same {@link Realtime} it returns at once. Idempotent (Rule S11).
     *
     * <p>A handler that gives a stage runs until that is complete: do not close in what the stage waits for, but after it.
     */
    @Override
    void close();
}
