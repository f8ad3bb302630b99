package dev.realtime4j.chaos.check;

import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.Operation.Delivered;
import dev.realtime4j.chaos.history.Operation.From;
import dev.realtime4j.chaos.history.Operation.GapTold;
import dev.realtime4j.chaos.history.Operation.SubscribeInvoked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges one subscription: what it was given is the log from its start on, message by message, except where it was told
 * that something is missing, and then something was (Rules S1 to S13).
 */
final class SubscriptionCheck {
    private final Facts.Followed followed;
    private final SubscribeInvoked start;
    private final Log log;
    private final Starts starts;
    private final Timeliness timeliness;
    private final Findings findings;

    /** Gaps and resets told since the last delivery. */
    private final List<Facts.Told> pending = new ArrayList<>();

    private final Map<Integer, Long> deliveredAt = new HashMap<>();
    /** The place of the last message given, or of the cursor; -1 is the beginning. */
    private int place = -1;

    private @Nullable MessageId position;
    private boolean anyDelivered;
    private int trueResets;
    /** Of these, how many were told since the last delivery and the last connection: another connection tells them again. */
    private int pendingResets;

    SubscriptionCheck(Facts.Followed followed, Log log, Timeliness timeliness, Findings findings) {
        this.followed = followed;
        this.start = followed.start;
        this.log = log;
        this.starts = new Starts(followed, log, findings);
        this.timeliness = timeliness;
        this.findings = findings;
        MessageId cursor = start.cursor();
        if (start.from() == From.CURSOR && cursor != null) {
            position = cursor;
            place = log.after(cursor) - 1;
        }
    }

    void check() {
        for (Facts.Told told : followed.told) {
            if (told.position() > followed.closed) {
                violated(Kind.TOLD_AFTER_CLOSE, told.operation() + " after close", followed.closed, told.position());
            }
            if (told.operation() instanceof GapTold gap) {
                checkGap(told.position(), gap);
                pending.add(told);
            } else if (told.operation() instanceof Delivered delivered) {
                delivered(told.position(), delivered);
            } else {
                trueResets -= pendingResets;
                pendingResets = 0;
            }
        }
        resolve(Integer.MAX_VALUE, null);
        timeliness.check(followed, log, deliveredAt, rest());
        if (anyDelivered && start.from() == From.CURSOR) {
            findings.exercised(Exercise.RESUMES, 1);
        }
    }

    /** The place of the first message that was neither given nor told to be gone. */
    private int rest() {
        if (position == null) {
            return starts.latest();
        }
        SetBack setBack = log.setBackBefore(followed.closed);
        boolean ofLostLog = place >= 0 && follows(place) && log.wasLostBefore(place, followed.closed);
        return ofLostLog && setBack != null ? Math.min(place + 1, log.after(setBack.lastKept())) : place + 1;
    }

    private void violated(Kind kind, String detail, int... positions) {
        findings.violated(kind, start.channel(), "subscription " + start.subscription() + ": " + detail, positions);
    }

    private void checkGap(int at, GapTold gap) {
        findings.count("gaps and resets told", 1);
        if (gap.reason() == Gap.Reason.UNKNOWN) {
            violated(Kind.GAP_OF_UNKNOWN_REASON, gap.toString(), at);
        }
        if (gap.reason() == Gap.Reason.RESET) {
            checkReset(at, gap);
        }
        if (gap.reason() != Gap.Reason.RESET && position != null && position.isAfter(gap.after()) && !isReset()) {
            violated(Kind.GAP_MISPLACED, gap + " is told behind " + position, at);
        }
    }

    /** Each reset needs a loss of its own, which this subscription could have come to know. */
    private void checkReset(int at, GapTold gap) {
        long causes = log.lossesBefore(at).stream().filter(this::concerns).count();
        if (trueResets >= causes) {
            violated(Kind.FALSE_RESET, gap + ": nothing was lost since " + trueResets + " true ones", at);
        } else {
            trueResets++;
            pendingResets++;
            findings.exercised(Exercise.RESETS, 1);
        }
    }

    /** Whether the log was set back while the subscription was open or not noticed yet, or before, below its cursor. */
    private boolean concerns(SetBack setBack) {
        return timeliness.mayGoUnnoticedUntil(setBack.fault().endedAt) >= start.at()
                || (start.cursor() != null && start.cursor().isAfter(setBack.lastKept()));
    }

    private boolean isReset() {
        return pending.stream().anyMatch(told -> gap(told).reason() == Gap.Reason.RESET);
    }

    private static GapTold gap(Facts.Told told) {
        return (GapTold) told.operation();
    }

    private void delivered(int at, Delivered message) {
        findings.count("deliveries", 1);
        int index = log.find(message.id());
        if (index < 0) {
            return; // The log has been judged already.
        }
        boolean repeated = position != null && !message.id().isAfter(position);
        if (repeated && !isReset()) {
            repeated(at, message, index);
            return;
        }
        resolve(index, message);
        if (position == null && (pending.isEmpty() || isReset())) {
            if (pending.isEmpty()) { // after a reset nobody but the subscription knows where it was
                starts.check(at, index);
            }
        } else {
            step(at, index);
        }
        pending.clear();
        pendingResets = 0;
        deliveredAt.putIfAbsent(index, message.at());
        anyDelivered = true;
        place = index;
        position = message.id();
    }

    private void repeated(int at, Delivered message, int index) {
        if (!anyDelivered) {
            violated(Kind.STARTED_EARLY, message.id() + " is not after the cursor " + position, followed.invoked, at);
        } else if (deliveredAt.containsKey(index)) {
            violated(Kind.DELIVERED_TWICE, message.id() + " again after " + position, at);
        } else {
            violated(Kind.DELIVERED_OUT_OF_ORDER, message.id() + " after " + position, at);
        }
    }

    /** From one place to the next: what lies between was told to be gone, and is. */
    private void step(int at, int index) {
        SetBack setBack = log.setBackBefore(at);
        boolean leftLostLog = setBack != null
                && place >= 0
                && follows(place)
                && log.wasLostBefore(place, at)
                && !log.isLostBefore(index, at);
        // Where retention has taken all that a lost place could be told by, a gap is as true as a reset.
        boolean passed = leftLostLog && !pending.isEmpty() && !isReset() && log.mayBeGone(place, at);
        findings.count("gaps told where retention had passed a lost place", passed ? 1 : 0);
        if (leftLostLog && !isReset() && !passed) {
            violated(
                    Kind.RESET_UNTOLD,
                    log.at(index).id() + " follows the lost " + log.at(place).id(),
                    at);
        }
        boolean anew = isReset() || passed;
        int from = anew && setBack != null ? Math.min(place, log.after(setBack.lastKept()) - 1) : place;
        boolean fromHead = start.from() == From.LIVE && position == null;
        for (int i = from + 1; i < index; i++) {
            if (log.belongs(i, index, at) && (!fromHead || log.at(i).invoked() > followed.stood)) {
                checkMissing(at, i, anew);
            }
        }
    }

    /** Whether the place is really that of the last message or cursor, not one that lies before it. */
    private boolean follows(int at) {
        return log.at(at).id().equals(position);
    }

    private void checkMissing(int at, int index, boolean anew) {
        MessageId id = log.at(index).id();
        if (anew) {
            if (!log.mayBeGone(index, at)) {
                violated(Kind.LEFT_OUT_AFTER_RESET, id + " was not given again", at);
            }
            return;
        }
        Facts.Told over = gapOver(id);
        if (over != null) {
            if (!log.mayBeGone(index, over.position())) {
                violated(Kind.GAP_OVER_KEPT, gap(over) + " leaves out " + id + ", which is kept", over.position());
            }
            return;
        }
        violated(Kind.SKIPPED, id + " (" + log.at(index).value() + ") was left out after " + position, at);
    }

    /**
     * The first gap that leaves a message out, or null. Where one says that the message comes next, and the next one that it
     * does not, it was there in between.
     */
    private Facts.@Nullable Told gapOver(MessageId id) {
        Facts.Told over = null;
        for (Facts.Told told : pending) {
            if (id.isAfter(gap(told).after()) && !id.isAfter(gap(told).next())) {
                over = told;
                if (!id.equals(gap(told).next())) {
                    break;
                }
            }
        }
        return over;
    }

    /** Judges the gaps told since the last delivery, now that it is known which message came next, if any. */
    private void resolve(int next, @Nullable Delivered message) {
        for (Facts.Told told : pending) {
            GapTold gap = gap(told);
            if (gap.reason() == Gap.Reason.RESET) {
                continue;
            }
            if (message != null && gap.next().isAfter(message.id()) && !isReset()) {
                violated(Kind.GAP_MISPLACED, gap + " is told before " + message.id(), told.position());
            }
            if (isTrue(told.position(), gap, next)) {
                findings.exercised(Exercise.TRUE_GAPS, 1);
                findings.exercised(Exercise.OVERTAKEN_READERS, anyDelivered ? 1 : 0);
            } else if (!log.mayUnseenBeGone(log.after(gap.after()) - 1, log.from(gap.next()), told.position())) {
                violated(Kind.FALSE_GAP, gap + ": nothing is missing", told.position());
            }
        }
        if (message == null && !pending.isEmpty()) {
            MessageId reached = gap(pending.get(pending.size() - 1)).next();
            place = isReset() ? log.after(reached) - 1 : Math.max(place, log.after(reached) - 1);
            position = reached;
        }
    }

    private boolean isTrue(int at, GapTold gap, int next) {
        for (int i = log.after(gap.after()); i < Math.min(next, log.size()); i++) {
            if (log.at(i).id().isAfter(gap.next())) {
                return false;
            }
            if (log.mayBeGone(i, at)) {
                return true;
            }
        }
        return false;
    }
}
