package dev.realtime4j.chaos.check;

import java.util.List;

/**
 * A promise that was not kept.
 *
 * @param kind which
 * @param channel where; empty if it concerns no channel
 * @param detail what happened
 * @param positions the operations that show it, by their place in the history, from 0
 */
public record Violation(Kind kind, String channel, String detail, List<Integer> positions) {

    /** What can be broken, with the rule of the specification. */
    public enum Kind {
        /** The history contradicts itself, or lacks what is needed to judge it. */
        MALFORMED("-"),
        /** An acknowledged message is not in the log. */
        ACKNOWLEDGED_LOST("E1"),
        /** A fault has taken an acknowledged message and left one that was emitted later: what is lost is no tail. */
        LOST_AMID_KEPT("E1"),
        /** A fault has taken a message that had been acknowledged for longer than the backend's durability allows. */
        LOST_TOO_OLD("E1"),
        /** The id of an acknowledgement is the place of another message. */
        ACKNOWLEDGED_ELSEWHERE("E1"),
        /** The log is not in the order of its ids. */
        LOG_OUT_OF_ORDER("E2"),
        /** A message stands before one that was acknowledged before it was emitted. */
        TIME_ORDER("E2"),
        /** Two messages of one caller stand in the wrong order. */
        CALLER_ORDER("E3"),
        /** A message without a key is in the log twice. */
        STORED_TWICE("E5"),
        /** A message is in the log though its emit was said not to have stored it. */
        STORED_THOUGH_REFUSED("E5"),
        /** An emit was not answered in time. */
        EMIT_HANGS("E5"),
        /** A message with a key is in the log twice. */
        KEY_STORED_TWICE("E6"),
        /** Two emits with one key were given different ids. */
        KEY_ANSWERED_TWICE("E6"),
        /** A message that nobody emitted, or not to this channel. */
        NEVER_EMITTED("N1"),
        /** A reader was given a message that the log does not have. */
        NOT_IN_LOG("E2"),
        /** A reader was given another value under an id than the log has. */
        VALUE_CHANGED("N3"),
        /** A subscription was given an id that is not greater than the one before. */
        DELIVERED_OUT_OF_ORDER("E2"),
        /** A subscription was given a message twice. */
        DELIVERED_TWICE("S9"),
        /** A subscription was not given a message, and not told. */
        SKIPPED("S10"),
        /** A subscription has not been given the newest messages. */
        NOT_DELIVERED("S1"),
        /** A message came too late. */
        DELIVERED_LATE("S1"),
        /** A subscription starts before its start. */
        STARTED_EARLY("S2"),
        /** A subscription starts after its start. */
        STARTED_LATE("S4"),
        /** A subscribe was not answered in time. */
        SUBSCRIBE_HANGS("S1"),
        /** A gap where nothing is missing. */
        FALSE_GAP("S10"),
        /** A gap over messages that are still kept. */
        GAP_OVER_KEPT("S10"),
        /** A gap that is told out of its place. */
        GAP_MISPLACED("S10"),
        /** A gap of unknown reason for a young cursor. */
        GAP_OF_UNKNOWN_REASON("R4"),
        /** A reset without another log. */
        FALSE_RESET("S10"),
        /** Another log, and no reset. */
        RESET_UNTOLD("S13"),
        /** A message is left out after a reset. */
        LEFT_OUT_AFTER_RESET("S13"),
        /** Something was told after close had returned. */
        TOLD_AFTER_CLOSE("S11"),
        /** A close did not return in time. */
        CLOSE_HANGS("S11"),
        /** A page of history is not in the order of the log. */
        PAGE_OUT_OF_ORDER("H3"),
        /** A page of history leaves out a message. */
        PAGE_SKIPS("H3"),
        /** A page of history ends before the end. */
        PAGE_ENDS_EARLY("H6"),
        /** A page of history tells a gap where nothing is missing. */
        PAGE_FALSE_GAP("H3"),
        /** A page of history was not answered in time. */
        PAGE_HANGS("F2");

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }

        /** {@return the rule of the specification that is broken} */
        public String rule() {
            return rule;
        }
    }

    @Override
    public String toString() {
        return kind + " (" + kind.rule() + ")" + (channel.isEmpty() ? "" : " on " + channel) + ": " + detail
                + ", operations " + positions;
    }
}
