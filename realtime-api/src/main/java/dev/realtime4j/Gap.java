package dev.realtime4j;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Tells what a reader could not be given: the messages of a channel between two cursors (Rule S10).
 *
 * <p>A gap is told once, in its place in the order of messages, to each subscription that it concerns.
 *
 * @param channel the channel
 * @param after the cursor after which messages are missing: the last one delivered, or the one that was asked for
 * @param next where reading goes on: the id of the first message that is still kept, or the head when none is
 * @param reason why
 */
@JsonPropertyOrder({"channel", "after", "next", "reason"})
public record Gap(String channel, MessageId after, MessageId next, Reason reason) {

    /** Why messages are missing. */
    public enum Reason {
        /** Retention has removed at least one message that followed {@link Gap#after()}. */
        TRIMMED,
        /**
         * The cursor is so old that the backend cannot tell whether messages followed it that are no longer kept; the
         * only reason that may be told without a loss (Rule R4).
         */
        UNKNOWN,
        /**
         * The log is another one: recreated, set back, or without the tail it had. Ids may start anew and messages may
         * come again; none that the new log holds is left out (Rule S13).
         */
        RESET
    }

    /**
     * Tells a reset from a gap in one and the same log.
     *
     * @return true if {@link #reason()} is {@link Reason#RESET}
     */
    @JsonIgnore
    public boolean isReset() {
        return reason == Reason.RESET;
    }
}
