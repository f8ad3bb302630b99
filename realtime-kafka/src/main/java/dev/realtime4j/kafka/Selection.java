package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;

/** The messages of a page: where they lie, in the order of the log, and what is known of the place they follow. Immutable. */
final class Selection {
    private final long[] offsets;
    private final long[] times;
    private final boolean lost;
    private final boolean known;
    private final boolean end;
    private final MessageId head;

    /**
     * Makes a selection.
     *
     * @param offsets where the messages lie
     * @param times their times
     * @param lost whether messages between the place and the first of these are known to be no longer shown
     * @param known whether all is known of what lies between
     * @param end whether there is no more in this direction
     * @param head the channel's head
     */
    Selection(long[] offsets, long[] times, boolean lost, boolean known, boolean end, MessageId head) {
        this.offsets = offsets;
        this.times = times;
        this.lost = lost;
        this.known = known;
        this.end = end;
        this.head = head;
    }

    int size() {
        return offsets.length;
    }

    long offset(int index) {
        return offsets[index];
    }

    MessageId id(int index) {
        return new MessageId(offsets[index], times[index]);
    }

    boolean isLost() {
        return lost;
    }

    boolean isKnown() {
        return known;
    }

    boolean isEnd() {
        return end;
    }

    MessageId head() {
        return head;
    }
}
