package dev.realtime4j.chaos.check;

import static dev.realtime4j.chaos.check.Forgery.id;
import static dev.realtime4j.chaos.check.Forgery.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap.Reason;
import dev.realtime4j.chaos.check.Verdict.Outcome;
import dev.realtime4j.chaos.check.Violation.Kind;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.From;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {
    private static final List<ForgedCase> CASES = new ArrayList<>();

    private static Forgery forged(Kind expected, String name) {
        Forgery forgery = new Forgery();
        CASES.add(new ForgedCase(name, expected, forgery));
        return forgery;
    }

    static Stream<ForgedCase> violations() {
        CASES.clear();
        ofEmits();
        ofReaders();
        ofStarts();
        ofGaps();
        ofTimes();
        ofPages();
        return Stream.concat(CASES.stream(), SetBackCases.all());
    }

    private static void ofEmits() {
        forged(Kind.ACKNOWLEDGED_LOST, "the newest").emitted(1, 2).log(1);
        forged(Kind.ACKNOWLEDGED_LOST, "the oldest, and no retention takes it")
                .emitted(1, 2)
                .log(2);
        forged(Kind.ACKNOWLEDGED_LOST, "in a channel that shows two, of which one is there")
                .few()
                .emitted(1, 2)
                .log(2);
        forged(Kind.ACKNOWLEDGED_ELSEWHERE, "under an id of its own")
                .invoked(1)
                .acked(1, 5)
                .log(1);
        forged(Kind.ACKNOWLEDGED_ELSEWHERE, "under another's id")
                .invoked(1)
                .invoked(2)
                .acked(1, 2)
                .acked(2)
                .log(1, 2);
        forged(Kind.LOG_OUT_OF_ORDER, "two swapped").emitted(1, 2).log(2, 1);
        forged(Kind.TIME_ORDER, "two callers")
                .invoked(1, 2, "a", null)
                .acked(1, 2)
                .invoked(2, 1, "b", null)
                .acked(2, 1)
                .log(1, 2);
        forged(Kind.CALLER_ORDER, "not waited for")
                .invoked(2)
                .invoked(1)
                .acked(2)
                .acked(1)
                .log(1, 2);
        forged(Kind.CALLER_ORDER, "a failed one after a later one")
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .emitted(1)
                .log(1, 2);
        forged(Kind.STORED_TWICE, "acknowledged once").emitted(1).items(item(1), new Item(id(2), "v1"));
        forged(Kind.STORED_TWICE, "of unknown outcome")
                .invoked(1)
                .failed(1, Stored.UNKNOWN)
                .items(item(1), new Item(id(2), "v1"));
        forged(Kind.STORED_THOUGH_REFUSED, "said not to be stored")
                .invoked(1)
                .failed(1, Stored.NO)
                .log(1);
        forged(Kind.EMIT_HANGS, "answered late").invoked(1).pass(3_100).acked(1).log(1);
        forged(Kind.EMIT_HANGS, "later than by the stalls")
                .invoked(1)
                .pass(2_000)
                .stalled(2_000)
                .pass(3_100)
                .acked(1)
                .log(1);
        forged(Kind.EMIT_HANGS, "no stall while it was waited for")
                .stalled(2_000)
                .invoked(1)
                .pass(3_100)
                .acked(1)
                .pass(2_100)
                .stalled(2_000)
                .log(1);
        forged(Kind.EMIT_HANGS, "never answered").invoked(1).log(1);
        forged(Kind.KEY_STORED_TWICE, "retried")
                .invoked(1, 1, "caller", "k")
                .failed(1, Stored.UNKNOWN)
                .invoked(2, 1, "caller", "k")
                .acked(2, 2)
                .items(item(1), new Item(id(2), "v1"));
        forged(Kind.KEY_ANSWERED_TWICE, "two ids")
                .invoked(1, 1, "caller", "k")
                .acked(1, 1)
                .invoked(2, 1, "caller", "k")
                .acked(2, 2)
                .log(1);
        forged(Kind.NEVER_EMITTED, "out of nowhere").emitted(1).log(1, 2);
        forged(Kind.NEVER_EMITTED, "to another channel").emitted(1).few().items(item(1));
        forged(Kind.MALFORMED, "one value twice")
                .emitted(1)
                .invoked(9, 1, "caller", null)
                .acked(9, 1)
                .log(1);
        forged(Kind.MALFORMED, "no log").emitted(1);
        forged(Kind.MALFORMED, "an answer without a question").acked(7).log();
    }

    private static Forgery live(Kind expected, String name, long... emitted) {
        return forged(expected, name).subscribed(1, From.LIVE).emitted(emitted).log(emitted);
    }

    private static void ofReaders() {
        live(Kind.NOT_IN_LOG, "delivered", 1, 2).add(at -> new Operation.Delivered(at, 1, id(9), "v9"));
        live(Kind.VALUE_CHANGED, "delivered", 1, 2).add(at -> new Operation.Delivered(at, 1, id(1), "v2"));
        live(Kind.DELIVERED_OUT_OF_ORDER, "two swapped", 1, 2, 3).delivered(1, 1, 3, 2);
        live(Kind.DELIVERED_TWICE, "at once", 1, 2).delivered(1, 1, 1, 2);
        live(Kind.DELIVERED_TWICE, "later", 1, 2, 3).delivered(1, 1, 2, 3, 2);
        live(Kind.SKIPPED, "one", 1, 2, 3).delivered(1, 1, 3);
        live(Kind.SKIPPED, "one of unknown outcome", 1)
                .invoked(2)
                .failed(2, Stored.UNKNOWN)
                .emitted(3)
                .log(1, 2, 3)
                .delivered(1, 1, 3);
        live(Kind.TOLD_AFTER_CLOSE, "a message", 1, 2).delivered(1, 1).closed(1).delivered(1, 2);
    }

    private static void ofStarts() {
        forged(Kind.STARTED_EARLY, "live, with an old one")
                .emitted(1)
                .subscribed(1, From.LIVE)
                .emitted(2)
                .delivered(1, 1, 2)
                .log(1, 2);
        forged(Kind.STARTED_EARLY, "with three of the newest two")
                .emitted(1, 2, 3)
                .subscribed(1, From.NEWEST)
                .delivered(1, 1, 2, 3)
                .log(1, 2, 3);
        forged(Kind.STARTED_EARLY, "with the cursor itself")
                .emitted(1, 2)
                .resumed(1, 1)
                .delivered(1, 1, 2)
                .log(1, 2);
        live(Kind.STARTED_LATE, "live, without the first", 1, 2).delivered(1, 2);
        forged(Kind.STARTED_LATE, "without the oldest")
                .emitted(1, 2)
                .subscribed(1, From.OLDEST)
                .delivered(1, 2)
                .log(1, 2);
        forged(Kind.STARTED_LATE, "with one of the newest two")
                .emitted(1, 2, 3)
                .subscribed(1, From.NEWEST)
                .delivered(1, 3)
                .log(1, 2, 3);
        forged(Kind.SKIPPED, "the first after a cursor")
                .emitted(1, 2, 3)
                .resumed(1, 1)
                .delivered(1, 3)
                .log(1, 2, 3);
    }

    private static void ofGaps() {
        live(Kind.FALSE_GAP, "nothing between", 1, 2)
                .delivered(1, 1)
                .gap(1, 1, 2)
                .delivered(1, 2);
        live(Kind.FALSE_GAP, "at the end", 1, 2).delivered(1, 1, 2).gap(1, 2, 2);
        live(Kind.GAP_OVER_KEPT, "nothing is trimmed here", 1, 2, 3)
                .delivered(1, 1)
                .gap(1, 1, 3)
                .delivered(1, 3);
        forged(Kind.GAP_OVER_KEPT, "more than was trimmed")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1)
                .gap(1, 1, 4)
                .delivered(1, 4)
                .log(3, 4);
        forged(Kind.SKIPPED, "trimmed, and not told")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1, 3, 4)
                .log(3, 4);
        forged(Kind.GAP_MISPLACED, "behind what was given")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1, 2)
                .gap(1, 1, 3)
                .delivered(1, 3, 4)
                .log(3, 4);
        forged(Kind.GAP_MISPLACED, "before what it ends at")
                .few()
                .subscribed(1, From.LIVE)
                .emitted(1, 2, 3, 4)
                .delivered(1, 1)
                .gap(1, 1, 4)
                .delivered(1, 3, 4)
                .log(3, 4);
        live(Kind.GAP_OF_UNKNOWN_REASON, "young", 1, 2)
                .delivered(1, 1)
                .gap(1, 1, 2, Reason.UNKNOWN)
                .delivered(1, 2);
    }

    private static void ofTimes() {
        live(Kind.NOT_DELIVERED, "the newest", 1, 2)
                .delivered(1, 1)
                .pass(11_100)
                .closed(1);
        live(Kind.NOT_DELIVERED, "all", 1, 2).pass(11_100).closed(1);
        forged(Kind.NOT_DELIVERED, "one of unknown outcome, at the end")
                .subscribed(1, From.LIVE)
                .invoked(1)
                .failed(1, Stored.UNKNOWN)
                .pass(13_100)
                .closed(1)
                .log(1);
        forged(Kind.NOT_DELIVERED, "after a cursor")
                .emitted(1, 2)
                .resumed(1, 1)
                .pass(11_100)
                .closed(1)
                .log(1, 2);
        live(Kind.DELIVERED_LATE, "without a fault", 1).pass(11_100).delivered(1, 1);
        Forgery afterFault = forged(Kind.DELIVERED_LATE, "after a fault").subscribed(1, From.LIVE);
        afterFault
                .fault(1, () -> afterFault.emitted(1))
                .pass(11_100)
                .delivered(1, 1)
                .log(1);
        forged(Kind.SUBSCRIBE_HANGS, "never answered")
                .emitted(1)
                .subscribing(1, From.LIVE, null, 0)
                .log(1);
        live(Kind.CLOSE_HANGS, "late")
                .add(at -> new Operation.CloseInvoked(at, 1))
                .pass(3_100)
                .add(at -> new Operation.Closed(at, 1));
    }

    private static void ofPages() {
        forged(Kind.PAGE_SKIPS, "one between")
                .emitted(1, 2, 3)
                .page(null, false, true, 1, 3)
                .log(1, 2, 3);
        forged(Kind.PAGE_SKIPS, "the oldest")
                .emitted(1, 2)
                .page(null, false, true, 2)
                .log(1, 2);
        forged(Kind.PAGE_SKIPS, "the first after a cursor")
                .emitted(1, 2, 3)
                .page(1L, false, true, 3)
                .log(1, 2, 3);
        forged(Kind.PAGE_SKIPS, "what was trimmed, and not told")
                .few()
                .emitted(1, 2, 3, 4)
                .page(1L, false, true, 3, 4)
                .log(3, 4);
        forged(Kind.PAGE_SKIPS, "one of the newest").emitted(1, 2).newest(2, 2).log(1, 2);
        forged(Kind.PAGE_OUT_OF_ORDER, "two swapped")
                .emitted(1, 2)
                .page(null, false, true, 2, 1)
                .log(1, 2);
        forged(Kind.PAGE_OUT_OF_ORDER, "the cursor again")
                .emitted(1, 2)
                .page(1L, false, true, 1, 2)
                .log(1, 2);
        forged(Kind.PAGE_ENDS_EARLY, "oldest first")
                .emitted(1, 2)
                .page(null, false, true, 1)
                .log(1, 2);
        forged(Kind.PAGE_ENDS_EARLY, "empty").emitted(1).page(null, false, true).log(1);
        forged(Kind.PAGE_ENDS_EARLY, "newest").emitted(1, 2).newest(1, 1).log(1, 2);
        forged(Kind.PAGE_FALSE_GAP, "nothing is missing")
                .emitted(1, 2)
                .page(1L, true, true, 2)
                .log(1, 2);
        forged(Kind.NOT_IN_LOG, "in a page")
                .emitted(1)
                .add(at -> new Operation.PageAsked(at, 1, "node", "c", false, null, 9))
                .add(at -> new Operation.PageGiven(at, 1, List.of(item(1), item(2)), false, true))
                .log(1);
        forged(Kind.NOT_IN_LOG, "of a lost tail")
                .emitted(1, 2)
                .setBack(1, 1)
                .page(null, false, true, 1, 2)
                .log(1);
        forged(Kind.PAGE_HANGS, "never answered")
                .emitted(1)
                .add(at -> new Operation.PageAsked(at, 1, "node", "c", false, null, 9))
                .log(1);
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aViolationIsFoundAndNamed(ForgedCase forged) {
        Verdict verdict = forged.forgery().verdict();
        assertThat(verdict.violations()).extracting(Violation::kind).contains(forged.expected());
        assertThat(verdict.outcome()).isEqualTo(Outcome.VIOLATED);
    }

    @Test
    void everyKindIsForged() {
        Set<Kind> forged = EnumSet.noneOf(Kind.class);
        violations().forEach(it -> forged.add(it.expected()));
        assertThat(forged).containsExactlyInAnyOrder(Kind.values());
        assertThat(Arrays.stream(Kind.values()).map(Kind::rule)).doesNotContainNull();
    }
}
