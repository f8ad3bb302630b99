package dev.realtime4j;

/**
 * Is told what happens, for metrics. All methods do nothing by default; they are called often, from many threads, and must
 * not block. An exception that one throws is logged and changes nothing else.
 */
public interface RealtimeMetrics {

    /** Measures nothing. */
    RealtimeMetrics NONE = new RealtimeMetrics() {};

    /**
     * An emit has ended.
     *
     * @param stored whether it was acknowledged
     * @param nanos how long it took, in ns
     */
    default void emitted(boolean stored, long nanos) {}

    /**
     * Messages were handed to the handlers of one subscription.
     *
     * @param count how many, 1 or more
     * @param lagMillis how old the last of them was, in ms
     */
    default void delivered(int count, long lagMillis) {}

    /**
     * A gap or a reset was told to a subscription.
     *
     * @param reason why
     */
    default void gap(Gap.Reason reason) {}

    /**
     * The number of channels that are followed has changed.
     *
     * @param change 1 or -1
     */
    default void hubs(int change) {}

    /**
     * The number of subscriptions has changed.
     *
     * @param change 1 or -1
     */
    default void subscriptions(int change) {}

    /**
     * A subscription that was behind has read from the log.
     *
     * @param count how many messages the read gave
     */
    default void readFromLog(int count) {}

    /**
     * A followed channel was read to make its live end whole: after an interruption, or where the live path left doubt.
     *
     * @param count how many messages the live path had not told
     */
    default void healed(int count) {}

    /**
     * The head of a channel with a lossy live path was compared with what had been told.
     *
     * @param found whether something had not been told
     */
    default void rechecked(boolean found) {}

    /**
     * A handler has to wait for a thread, because as many as allowed are busy (Rule S8).
     */
    default void saturated() {}
}
