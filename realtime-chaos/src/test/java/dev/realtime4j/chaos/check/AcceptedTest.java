package dev.realtime4j.chaos.check;

import static dev.realtime4j.chaos.check.Forgery.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap.Reason;
import dev.realtime4j.chaos.check.Verdict.Outcome;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.From;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories that keep every promise, each at the edge of one. */
class AcceptedTest {
    private static void accepted(Forgery forgery) {
        Verdict verdict = forgery.verdict();
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void anEmptyLog() {
        accepted(new Forgery().page(null, false, true).newest(5).emitted(1).log(1));
    }

    @Test
    void allStarts() {
        accepted(new Forgery()
                .emitted(1)
                .subscribed(1, From.LIVE)
                .subscribed(2, From.OLDEST)
                .subscribed(3, From.NEWEST)
                .resumed(4, 1)
                .emitted(2, 3)
                .delivered(1, 2, 3)
                .delivered(2, 1, 2, 3)
                .delivered(3, 1, 2, 3)
                .delivered(4, 2, 3)
                .pass(20_000)
                .closed(1)
                .closed(2)
                .closed(3)
                .closed(4)
                .log(1, 2, 3));
    }

    @Test
    void aMessageThatIsEmittedWhileSubscribingMayComeOrNot() {
        for (boolean comes : new boolean[] {true, false}) {
            Forgery forgery = new Forgery()
                    .subscribing(1, From.LIVE, null, 0)
                    .emitted(1)
                    .stood(1)
                    .emitted(2);
            accepted((comes ? forgery.delivered(1, 1, 2) : forgery.delivered(1, 2))
                    .pass(20_000)
                    .closed(1)
                    .log(1, 2));
        }
    }

    @Test
    void whoHadNoProcessorMayBeLate() {
        accepted(new Forgery()
                .subscribed(1, From.LIVE)
                .invoked(1)
                .pass(3_000)
                .stalled(2_000)
                .pass(1_900)
                .acked(1)
                .pass(11_900)
                .stalled(1_000)
                .delivered(1, 1)
                .log(1));
    }

    @Test
    void unknownOutcomesMayBeStoredOrNot() {
        accepted(new Forgery()
                .invoked(1)
                .failed(1, Stored.UNKNOWN)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .invoked(3)
                .failed(3, Stored.NO)
                .emitted(4)
                .log(1, 4));
    }

    @Test
    void aKeyMayBeRetriedAndStoredByAnyAttempt() {
        accepted(new Forgery()
                .invoked(1, 2, "caller", "k")
                .failed(1, Stored.UNKNOWN)
                .invoked(7, 1, "other", null)
                .acked(7, 1)
                .invoked(2, 2, "caller", "k")
                .failed(2, Stored.NO)
                .invoked(3, 2, "caller", "k")
                .acked(3, 2)
                .log(1, 2));
    }

    @Test
    void emitsOfTwoCallersThatOverlapMayStandInAnyOrder() {
        accepted(new Forgery()
                .invoked(1, 2, "a", null)
                .invoked(2, 1, "b", null)
                .acked(1, 2)
                .acked(2, 1)
                .log(1, 2));
    }

    @Test
    void aTrueGap() {
        accepted(new Forgery(Set.of(Exercise.TRUE_GAPS, Exercise.OVERTAKEN_READERS, Exercise.RESUMES))
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1)
                .gap(1, 1, 3)
                .delivered(1, 3, 4)
                .resumed(2, 1)
                .gap(2, 1, 3)
                .delivered(2, 3, 4)
                .page(1L, true, true, 3, 4)
                .log(3, 4));
    }

    @Test
    void whatRetentionTakesBeforeTheFirstMessageOfAReplayIsNoGap() {
        accepted(new Forgery()
                .few()
                .emitted(1)
                .subscribed(1, From.OLDEST)
                .emitted(2, 3, 4)
                .delivered(1, 3, 4)
                .page(null, false, true, 3, 4)
                .newest(2, 3, 4)
                .log(3, 4));
    }

    @Test
    void aTrim() {
        accepted(new Forgery()
                .emitted(1, 2, 3)
                .trimmed(2)
                .resumed(1, 1)
                .gap(1, 1, 3)
                .delivered(1, 3)
                .page(1L, true, true, 3)
                .log(3));
    }

    @Test
    void aTrimOfAll() {
        accepted(new Forgery()
                .emitted(1, 2)
                .trimmed(2)
                .resumed(1, 1)
                .gap(1, 1, 2)
                .page(null, false, true)
                .pass(20_000)
                .closed(1)
                .log());
    }

    @Test
    void aGapOverWhatNobodyHasSeen() {
        accepted(new Forgery()
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .delivered(1, 1)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .emitted(3, 4)
                .gap(1, 1, 3)
                .delivered(1, 3, 4)
                .log(3, 4));
    }

    @Test
    void aResetAndMessagesThatComeAgain() {
        accepted(new Forgery(Set.of(Exercise.RESETS, Exercise.FAULTS))
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3)
                .delivered(1, 1, 2, 3)
                .setBack(1, 1)
                .emitted(4)
                .gap(1, 3, 1, Reason.RESET)
                .delivered(1, 1, 4)
                .log(1, 4));
    }

    @Test
    void aNewLogThatReusesPlaces() {
        Item other = new Item(new dev.realtime4j.MessageId(2, 5), "v7");
        accepted(new Forgery()
                .emitted(1, 2)
                .setBack(1, 1)
                .invoked(7)
                .add(at -> new Operation.EmitAcknowledged(at, 7, other.id()))
                .resumed(1, 2)
                .gap(1, 2, 2, Reason.RESET)
                .add(at -> new Operation.Delivered(at, 1, other.id(), other.value()))
                .items(item(1), other));
    }

    @Test
    void aMessageThatIsStoredAfterASetBackThoughItsEmitWasStartedBefore() {
        accepted(new Forgery()
                .few()
                .emitted(1)
                .invoked(2)
                .setBack(1, 1)
                .acked(2)
                .page(null, false, true, 1, 2)
                .emitted(3, 4, 5)
                .log(4, 5));
    }

    @Test
    void aRetriedMessageOfANewLogThatTakesAPlaceAmongThoseOfTheOldOne() {
        accepted(new Forgery()
                .emitted(1, 4)
                .invoked(2, 2, "other", "k")
                .failed(2, Stored.NO)
                .page(null, false, true, 1, 4)
                .setBack(1, 0)
                .invoked(3, 2, "other", "k")
                .acked(3, 2)
                .page(null, false, true, 2)
                .log(2));
    }

    @Test
    void aGapAfterALostPlaceThatRetentionHasPassedSince() {
        accepted(new Forgery()
                .few()
                .emitted(1, 2)
                .setBack(1, 1)
                .emitted(3, 4, 5, 6)
                .resumed(1, 2)
                .gap(1, 2, 5)
                .delivered(1, 5, 6)
                .log(5, 6));
    }

    @Test
    void twoSetBacks() {
        accepted(new Forgery()
                .subscribed(1, From.LIVE)
                .emitted(1, 2)
                .delivered(1, 1, 2)
                .setBack(1, 1)
                .emitted(4, 5)
                .gap(1, 2, 4, Reason.RESET)
                .delivered(1, 4, 5)
                .page(null, false, true, 1, 4, 5)
                .setBack(2, 4)
                .emitted(7)
                .gap(1, 5, 7, Reason.RESET)
                .delivered(1, 7)
                .page(null, false, true, 1, 4, 7)
                .log(1, 4, 7));
    }

    @Test
    void theNewestOfALogThatWasSetBack() {
        accepted(new Forgery()
                .emitted(1, 2, 3)
                .setBack(1, 1)
                .emitted(4)
                .subscribed(1, From.NEWEST)
                .delivered(1, 1, 4)
                .newest(2, 1, 4)
                .log(1, 4));
    }

    @Test
    void aDeliveryThatFaultsDelayForLong() {
        Forgery forgery = new Forgery().subscribed(1, From.LIVE).emitted(1);
        forgery.fault(1, () -> forgery.pass(30_000)).pass(5_000).fault(2, () -> forgery.pass(20_000));
        accepted(forgery.pass(9_000).delivered(1, 1).pass(20_000).closed(1).log(1));
    }

    @Test
    void aClosedSubscriptionNeedsNothingMore() {
        accepted(new Forgery()
                .subscribed(1, From.LIVE)
                .emitted(1)
                .closed(1)
                .pass(20_000)
                .emitted(2)
                .log(1, 2));
    }

    @Test
    void aSlowReaderHasTimeUntilTheRunSettles() {
        accepted(new Forgery()
                .add(at -> new Operation.SubscribeInvoked(at, 1, "node", "c", From.LIVE, null, 0, true))
                .stood(1)
                .emitted(1)
                .pass(60_000)
                .add(Operation.Settling::new)
                .delivered(1, 1)
                .closed(1)
                .log(1));
    }

    @Test
    void aRunWhoseFaultsHitNothingIsNotExercised() {
        Verdict verdict = new Forgery(Set.of(Exercise.HEALS, Exercise.RETRIES))
                .emitted(1)
                .add(at -> new Operation.Counted(at, "node", Exercise.HEALS, 3))
                .log(1)
                .verdict();
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.missing()).containsExactly(Exercise.RETRIES);
        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_EXERCISED);
    }
}
