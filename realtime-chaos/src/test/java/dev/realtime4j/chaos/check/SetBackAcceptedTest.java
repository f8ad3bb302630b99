package dev.realtime4j.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap.Reason;
import dev.realtime4j.chaos.history.Operation.From;
import org.junit.jupiter.api.Test;

/** Histories in which a fault takes the end of a log, each the nearest that is right to one of {@link SetBackCases}. */
class SetBackAcceptedTest {
    private static void accepted(Forgery forgery) {
        assertThat(forgery.verdict().violations()).isEmpty();
    }

    @Test
    void aResetForEachOfTwoLosses() {
        accepted(new Forgery()
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(3)
                .setBack(2, 1)
                .gap(1, 2, 1, Reason.RESET)
                .emitted(4)
                .gap(1, 1, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 4));
    }

    @Test
    void aResetAgainWhereTheConnectionWasLostJustAfterIt() {
        accepted(new Forgery()
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .gap(1, 2, 1, Reason.RESET)
                .reconnected(1)
                .emitted(3)
                .gap(1, 2, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3));
    }

    @Test
    void aGapAgainWhereWhatWasToComeNextIsGoneMeanwhile() {
        accepted(new Forgery()
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1)
                .gap(1, 1, 3)
                .reconnected(1)
                .emitted(5)
                .gap(1, 1, 4)
                .delivered(1, 4, 5)
                .log(4, 5));
    }

    @Test
    void aResetOfASubscriptionThatIsOlderThanTheNoticeOfTheLoss() {
        accepted(new Forgery()
                .emitted(1, 2)
                .setBack(1, 1)
                .pass(9_000)
                .subscribed(1, From.LIVE)
                .emitted(4)
                .gap(1, 2, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 4));
    }

    @Test
    void aResetLongAfterTheLossWhereTheCursorWasLost() {
        accepted(new Forgery()
                .emitted(1, 2)
                .setBack(1, 1)
                .pass(60_000)
                .emitted(4)
                .resumed(1, 2)
                .gap(1, 2, 4, Reason.RESET)
                .delivered(1, 4)
                .log(1, 4));
    }

    @Test
    void aResetOverWhatMayHaveBeenStoredBeforeAllWasDown() {
        Forgery forgery = new Forgery().subscribed(1, From.LIVE).emitted(1).delivered(1, 1);
        accepted(forgery.fault(1, () -> forgery.invoked(2).down(1).lost(1, 1, 3_000L))
                .failed(2, Stored.UNKNOWN)
                .emitted(3)
                .gap(1, 1, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3));
    }

    @Test
    void aResetOverWhatHadFailedALittleBefore() {
        Forgery forgery = new Forgery().subscribed(1, From.LIVE).emitted(1).delivered(1, 1);
        accepted(forgery.invoked(2)
                .failed(2, Stored.UNKNOWN)
                .pass(4_000)
                .fault(1, () -> forgery.lost(1, 1, 3_000L))
                .emitted(3)
                .gap(1, 1, 3, Reason.RESET)
                .delivered(1, 3)
                .log(1, 3));
    }

    @Test
    void aLossInOneChannelOfWhatWasNotAcknowledgedBeforeTheOtherWasEmitted() {
        Forgery forgery = new Forgery().emitted(1).invoked(2);
        forgery.few().emitted(3).back().acked(2);
        forgery.fault(1, () -> forgery.few().lost(1, 3, null).back().lost(1, 1, null));
        accepted(forgery.log(1).few().log(3));
    }

    @Test
    void aLossOfWhatWasAcknowledgedJustNow() {
        Forgery forgery = new Forgery().emitted(1, 2).pass(2_998);
        accepted(forgery.fault(1, () -> forgery.lost(1, 1, 2_999L)).log(1));
    }

    @Test
    void aGapOverAnUnknownOutcomeThatRetentionHasReached() {
        accepted(new Forgery()
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .pass(3_000)
                .emitted(3, 4)
                .gap(1, 1, 3)
                .delivered(1, 3, 4)
                .log(3, 4));
    }

    @Test
    void aGapOverAMessageThatAnUnknownOutcomeMayHavePushedOut() {
        accepted(new Forgery()
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .emitted(2)
                .invoked(7)
                .failed(7, Stored.UNKNOWN)
                .emitted(3)
                .gap(1, 1, 3)
                .delivered(1, 3)
                .emitted(4)
                .delivered(1, 4)
                .log(3, 4));
    }

    @Test
    void aPageAfterALostCursor() {
        accepted(new Forgery()
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(4, 5)
                .page(2L, true, true, 4, 5)
                .log(1, 4, 5));
    }
}
