package dev.realtime4j.chaos.check;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap.Reason;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Operation.From;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Histories in which a fault takes the end of a log, and which are wrong all the same. */
final class SetBackCases {
    private final List<ForgedCase> cases = new ArrayList<>();

    private SetBackCases() {}

    static Stream<ForgedCase> all() {
        SetBackCases all = new SetBackCases();
        all.resets();
        all.resetsWithoutCause();
        all.losses();
        all.excuses();
        return all.cases.stream();
    }

    private Forgery forged(Kind expected, String name) {
        Forgery forgery = new Forgery();
        cases.add(new ForgedCase(name, expected, forgery));
        return forgery;
    }

    private void resets() {
        forged(Kind.RESET_UNTOLD, "after a lost tail")
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3)
                .delivered(1, 1, 2, 3)
                .setBack(1, 1)
                .emitted(4)
                .delivered(1, 4)
                .log(1, 4);
        forged(Kind.RESET_UNTOLD, "to a resume from a lost place")
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(4)
                .resumed(1, 2)
                .delivered(1, 4)
                .log(1, 4);
        forged(Kind.RESET_UNTOLD, "a gap in its place, before retention has passed the lost place")
                .few()
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(3)
                .resumed(1, 2)
                .gap(1, 2, 3)
                .delivered(1, 3)
                .log(1, 3);
        forged(Kind.LEFT_OUT_AFTER_RESET, "a gap in its place, over messages that are kept")
                .few()
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(3, 4)
                .resumed(1, 2)
                .gap(1, 2, 4)
                .delivered(1, 4)
                .log(3, 4);
        forged(Kind.LEFT_OUT_AFTER_RESET, "the first of the new log")
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(4, 5)
                .gap(1, 2, 5, Reason.RESET)
                .delivered(1, 5)
                .log(1, 4, 5);
    }

    private void resetsWithoutCause() {
        forged(Kind.FALSE_RESET, "the log is the same")
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1)
                .gap(1, 1, 2, Reason.RESET)
                .delivered(1, 2)
                .log(1, 2);
        forged(Kind.FALSE_RESET, "the fault has taken nothing")
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .setBack(1, 1)
                .emitted(2)
                .gap(1, 1, 2, Reason.RESET)
                .delivered(1, 2)
                .log(1, 2);
        forged(Kind.FALSE_RESET, "a second one for the same loss")
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(3, 4)
                .gap(1, 2, 3, Reason.RESET)
                .delivered(1, 3)
                .gap(1, 3, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 3, 4);
        forged(Kind.FALSE_RESET, "the loss was noticed long before the subscription")
                .emitted(1, 2)
                .setBack(1, 1)
                .pass(12_000)
                .emitted(3)
                .subscribed(1, From.LIVE)
                .emitted(4)
                .gap(1, 3, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 3, 4);
        forged(Kind.FALSE_RESET, "the cursor was kept")
                .emitted(1, 2)
                .setBack(1, 1)
                .pass(12_000)
                .emitted(3)
                .resumed(1, 1)
                .gap(1, 1, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3);
        forged(Kind.FALSE_RESET, "again after a new connection, though a message had come after the first")
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(3, 4)
                .gap(1, 2, 3, Reason.RESET)
                .delivered(1, 3)
                .reconnected(1)
                .gap(1, 3, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 3, 4);
        forged(Kind.FALSE_RESET, "twice after a new connection")
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(3)
                .gap(1, 2, 3, Reason.RESET)
                .reconnected(1)
                .gap(1, 2, 3, Reason.RESET)
                .gap(1, 2, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3);
        Forgery down = forged(Kind.FALSE_RESET, "nothing but what was started while all was down can be missing");
        down.subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .fault(1, () -> down.down(1).invoked(2).lost(1, 1, null))
                .failed(2, Stored.UNKNOWN)
                .emitted(3)
                .gap(1, 1, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3);
        Forgery old = forged(Kind.FALSE_RESET, "what had failed long before was safe or never stored");
        old.subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .pass(6_000)
                .fault(1, () -> old.lost(1, 1, 3_000L))
                .emitted(3)
                .gap(1, 1, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3);
    }

    private void losses() {
        forged(Kind.ACKNOWLEDGED_LOST, "after the fault")
                .emitted(1)
                .setBack(1, 1)
                .emitted(2)
                .log(1);
        Forgery down = forged(Kind.ACKNOWLEDGED_LOST, "started while all was down, acknowledged after the fault");
        down.emitted(1)
                .fault(1, () -> down.down(1).invoked(2).lost(1, 1, null))
                .acked(2)
                .log(1);
        forged(Kind.ACKNOWLEDGED_LOST, "shown by a page after the fault")
                .emitted(1)
                .invoked(2)
                .setBack(1, 1)
                .acked(2)
                .page(null, false, true, 1, 2)
                .log(1);
        Forgery amid = forged(Kind.LOST_AMID_KEPT, "in one channel of two");
        amid.emitted(1, 2);
        amid.few().emitted(3);
        amid.fault(1, () -> amid.lost(1, 3, null).back().lost(1, 1, null))
                .log(1)
                .few()
                .log(3);
        Forgery old = forged(Kind.LOST_TOO_OLD, "by a millisecond");
        old.emitted(1, 2).pass(2_999).fault(1, () -> old.lost(1, 1, 2_999L)).log(1);
        forged(Kind.MALFORMED, "a log is set back without a fault")
                .lost(1, 0, null)
                .log();
        forged(Kind.MALFORMED, "down without a fault").down(1).log();
    }

    /** What a fault or an unknown outcome does not excuse. */
    private void excuses() {
        forged(Kind.SKIPPED, "one that is lost only later")
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3)
                .delivered(1, 1, 3)
                .setBack(1, 1)
                .log(1);
        forged(Kind.SKIPPED, "one that a page shows after the fault")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .invoked(2)
                .setBack(1, 1)
                .acked(2)
                .page(null, false, true, 1, 2)
                .emitted(3, 4)
                .delivered(1, 3, 4)
                .log(3, 4);
        forged(Kind.GAP_OVER_KEPT, "unknown outcomes of long ago do not push out")
                .few()
                .subscribed(1, From.LIVE)
                .invoked(7)
                .failed(7, Stored.UNKNOWN)
                .pass(3_000)
                .emitted(1, 2, 3)
                .delivered(1, 1)
                .gap(1, 1, 3)
                .delivered(1, 3)
                .log(2, 3);
        forged(Kind.GAP_OVER_KEPT, "one that is gone when the gap is told again")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3)
                .delivered(1, 1)
                .gap(1, 1, 3)
                .reconnected(1)
                .emitted(4, 5)
                .gap(1, 1, 4)
                .delivered(1, 4, 5)
                .log(4, 5);
        forged(Kind.FALSE_GAP, "an unknown outcome that retention has not reached")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .pass(3_000)
                .emitted(3)
                .gap(1, 1, 3)
                .delivered(1, 3)
                .log(1, 3);
        forged(Kind.PAGE_SKIPS, "after a cursor that was lost")
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(4, 5)
                .page(2L, true, true, 5)
                .log(1, 4, 5);
        forged(Kind.PAGE_FALSE_GAP, "after a cursor that the fault has left")
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(3)
                .page(1L, true, true, 3)
                .log(1, 3);
    }
}
