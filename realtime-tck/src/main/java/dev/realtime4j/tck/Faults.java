package dev.realtime4j.tck;

import dev.realtime4j.MessageId;
import java.util.Set;

/**
 * The faults that a fixture can cause in its backend, for all clients of its store at once. A fixture says in {@link
 * #offered()} which it can cause and implements those; the others are never called. {@link Profile}s demand some of them, and
 * a test whose fault is not offered is reported as not applicable, with that reason.
 *
 * <p>The methods are called by the test's thread only, one at a time. For a backend without processes see {@link
 * SimulatedFaults}.
 */
public interface Faults {

    /** What can go wrong. */
    enum Kind {
        /** {@link Faults#cut(Runnable)}. */
        CUT,
        /** {@link Faults#outage(Runnable)}. */
        OUTAGE,
        /** {@link Faults#restart()}. */
        RESTART,
        /** {@link Faults#trim(String, MessageId)}. */
        TRIM,
        /** {@link Faults#loseTail(String, int)}. */
        LOSE_TAIL,
        /** {@link Faults#recreate()}. */
        RECREATE,
        /** {@link Faults#plantForeignData(String)}. */
        FOREIGN_DATA,
        /** {@link Faults#loseNode(Runnable)}. */
        LOSE_NODE
    }

    /**
     * Which faults this fixture can cause.
     *
     * @return the kinds whose methods are implemented
     */
    Set<Kind> offered();

    /**
     * Breaks what tells clients of new messages (their connections, or the live path alone), runs an action, and sees to it
     * that live paths can be restored, at the latest when the action has ended. The backend itself stays up: emits of
     * clients whose connection it takes again succeed during the action.
     *
     * @param meanwhile what to do once live paths are broken
     */
    default void cut(Runnable meanwhile) {
        throw new UnsupportedOperationException("CUT");
    }

    /**
     * Makes the backend unreachable while an action runs: nothing can be stored or read. The log is whole afterwards.
     *
     * @param during what to do while the backend is away
     */
    default void outage(Runnable during) {
        throw new UnsupportedOperationException("OUTAGE");
    }

    /** Kills the backend without a goodbye and starts it again with its data; returns when it takes connections. */
    default void restart() {
        throw new UnsupportedOperationException("RESTART");
    }

    /**
     * Removes the oldest messages of a channel, as retention would.
     *
     * @param channel the channel
     * @param upTo the last message to remove
     */
    default void trim(String channel, MessageId upTo) {
        throw new UnsupportedOperationException("TRIM");
    }

    /**
     * Sets a channel's log back: its newest messages were never stored. Clients see an interruption.
     *
     * @param channel the channel
     * @param count how many messages are lost
     */
    default void loseTail(String channel, int count) {
        throw new UnsupportedOperationException("LOSE_TAIL");
    }

    /** Replaces the logs of all channels by new, empty ones. Clients see an interruption. */
    default void recreate() {
        throw new UnsupportedOperationException("RECREATE");
    }

    /**
     * Puts records into a channel's log that this library did not write: without its fields, with bad JSON, or of another
     * type, whatever foreign writers could leave there. At least one. The library must skip them (Rule F4).
     *
     * @param channel the channel, which may have messages already
     */
    default void plantForeignData(String channel) {
        throw new UnsupportedOperationException("FOREIGN_DATA");
    }

    /**
     * Takes one node of a cluster away (the one that leads, where there is one) while an action runs.
     *
     * @param during what to do while the node is away
     */
    default void loseNode(Runnable during) {
        throw new UnsupportedOperationException("LOSE_NODE");
    }
}
