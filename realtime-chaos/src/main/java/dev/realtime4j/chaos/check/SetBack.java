package dev.realtime4j.chaos.check;

import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * A fault that has taken the newest messages of a channel, if any.
 *
 * @param position where it was recorded: what was acknowledged before and lies behind the last one kept is lost
 * @param fault the fault
 * @param lastKept the newest message that was left
 * @param within only what was acknowledged at most so many ms before the fault began can be lost; null: anything
 */
record SetBack(
        int position,
        Facts.Fault fault,
        MessageId lastKept,
        @Nullable Long within) {

    /** What was started before this place in the history may have been carried out before the fault, and be lost. */
    int reaches() {
        return Math.min(fault.down, fault.ended);
    }

    /** Whether it has taken an acknowledged message which is gone. */
    boolean takes(Logged message) {
        return message.acknowledged() < position && message.id().isAfter(lastKept);
    }

    boolean isRecordedBefore(int place) {
        return position < place;
    }

    /**
     * Whether it may have taken a message away.
     *
     * @param id the message's id
     * @param invoked when it was emitted for the first time
     * @param asked it was in the log after this place in the history, or -1
     */
    boolean mayTake(MessageId id, int invoked, int asked) {
        return id.isAfter(lastKept) && invoked < reaches() && asked < fault.ended;
    }

    /** Whether what was acknowledged at a time, in microseconds of the run, was safe from it. */
    boolean spares(long acknowledgedAt) {
        return within != null && acknowledgedAt < fault.begunAt - 1000 * within;
    }
}
