package dev.realtime4j.chaos.check;

import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A message in its place in a channel's log.
 *
 * @param id its id
 * @param value its data
 * @param emit who emitted it; null if nobody did
 * @param lostFrom from this place in the history on it may have been taken away by a fault, or {@link Emit#NEVER}
 * @param lostBy from this place on it certainly was, or {@link Emit#NEVER}
 */
record Logged(MessageId id, String value, @Nullable Emit emit, int lostFrom, int lostBy) {

    boolean lost() {
        return lostFrom != Emit.NEVER;
    }

    /** Before this place in the history it was not stored. */
    int invoked() {
        return emit == null ? 0 : emit.firstInvoked();
    }

    /** From this place in the history on it was stored. */
    int acknowledged() {
        return emit == null ? Emit.NEVER : emit.acknowledged();
    }

    boolean isEmittedTo(String channel) {
        return emit != null && emit.channel().equals(channel);
    }
}
