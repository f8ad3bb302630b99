package dev.realtime4j.inmemory;

import static dev.realtime4j.inmemory.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a forward read says of its cursor (Rules R4, S5, S10). Retention: 5 entries, 10 minutes. */
class ContinuityTest {
    private static final Duration AGED = Duration.ofMinutes(20).plusMillis(1);

    private final TestClock clock = new TestClock();
    private final Client client = Client.open(clock, 5);

    @AfterEach
    void close() {
        client.close();
    }

    private void assertOtherLog(MessageId cursor) {
        assertThat(client.after(cursor)).isEqualTo(Page.otherLog(MessageId.BEGINNING, client.head()));
    }

    private void assertContinuity(MessageId cursor, Continuity expected, List<MessageId> entries) {
        Page page = client.after(cursor);
        assertThat(page.continuity()).isEqualTo(expected);
        assertThat(ids(page)).isEqualTo(entries);
        assertThat(page.end()).isTrue();
        assertThat(page.scannedTo()).isEqualTo(page.head());
    }

    @Test
    void everyPlaceOfAnUntrimmedLogIsExact() {
        List<MessageId> given = client.append(4);

        assertContinuity(MessageId.BEGINNING, Continuity.EXACT, given);
        for (int i = 0; i < 4; i++) {
            assertContinuity(given.get(i), Continuity.EXACT, given.subList(i + 1, 4));
        }
    }

    @Test
    void exactlyAsFarBackAsIsShownIsExactAndOneMoreIsTrimmed() {
        List<MessageId> given = client.append(40);

        assertContinuity(given.get(34), Continuity.EXACT, given.subList(35, 40));
        assertContinuity(given.get(33), Continuity.TRIMMED, given.subList(35, 40));
        assertContinuity(given.get(32), Continuity.TRIMMED, given.subList(35, 40));
        assertContinuity(given.get(0), Continuity.TRIMMED, given.subList(35, 40));
    }

    @Test
    void theBeginningIsTrimmedOnceTheFirstEntryIsNoLongerShown() {
        List<MessageId> given = client.append(5);
        assertContinuity(MessageId.BEGINNING, Continuity.EXACT, given);

        MessageId sixth = client.append("sixth");

        assertThat(client.after(MessageId.BEGINNING).continuity()).isEqualTo(Continuity.TRIMMED);
        assertContinuity(given.get(0), Continuity.EXACT, ids(client.after(null)));
        assertContinuity(sixth, Continuity.EXACT, List.of());
    }

    @Test
    void noCursorIsAlwaysExact() {
        client.append(40);

        assertThat(client.after(null).continuity()).isEqualTo(Continuity.EXACT);
        assertThat(client.before(client.head()).continuity()).isEqualTo(Continuity.EXACT);
    }

    @Test
    void aLogThatAgedAwayKeepsItsHeadAndKnowsWhatWasMissed() {
        List<MessageId> given = client.append(3);
        clock.advance(AGED);

        assertThat(client.head()).isEqualTo(given.get(2));
        assertContinuity(given.get(2), Continuity.EXACT, List.of());
        assertContinuity(given.get(1), Continuity.TRIMMED, List.of());
        assertContinuity(given.get(0), Continuity.TRIMMED, List.of());
        assertContinuity(MessageId.BEGINNING, Continuity.TRIMMED, List.of());
        assertThat(client.before(null).entries()).isEmpty();
    }

    @Test
    void aLogThatAgedAwayGoesOnWhereItWas() {
        List<MessageId> given = client.append(3);
        clock.advance(AGED);
        MessageId later = client.append("later");

        assertThat(later).isGreaterThan(given.get(2));
        assertContinuity(given.get(2), Continuity.EXACT, List.of(later));
        assertContinuity(given.get(1), Continuity.TRIMMED, List.of(later));
    }

    @Test
    void entriesAreKeptForTwiceTheirAge() {
        List<MessageId> given = client.append(3);
        clock.advance(AGED.minusMillis(1));

        assertContinuity(given.get(0), Continuity.EXACT, given.subList(1, 3));
        assertContinuity(MessageId.BEGINNING, Continuity.EXACT, given);
    }

    @Test
    void partOfALogAges() {
        List<MessageId> old = client.append(3);
        clock.advance(Duration.ofMinutes(15));
        List<MessageId> young = client.append(2);
        clock.advance(Duration.ofMinutes(6));

        assertContinuity(old.get(2), Continuity.EXACT, young);
        assertContinuity(old.get(1), Continuity.TRIMMED, young);
        assertContinuity(young.get(0), Continuity.EXACT, young.subList(1, 2));
    }

    @Test
    void aRingThatShrankByAgeGrowsAgain() {
        try (Client large = Client.open(clock, 1000)) {
            large.append(700);
            clock.advance(Duration.ofMinutes(15));
            List<MessageId> young = large.append(3);
            clock.advance(Duration.ofMinutes(6));
            assertThat(ids(large.after(null))).isEqualTo(young);

            List<MessageId> more = large.append(900);

            Page page = large.after(young.get(2));
            assertThat(page.continuity()).isEqualTo(Continuity.EXACT);
            assertThat(ids(page)).isEqualTo(more);
        }
    }

    @Test
    void entriesFromBeforeAStepBackAgeToo() {
        clock.set(TestClock.START + 60_000);
        MessageId first = client.append("first");
        clock.set(TestClock.START);
        MessageId second = client.append("second");

        clock.set(TestClock.START + 60_000 + AGED.toMillis());

        assertContinuity(first, Continuity.TRIMMED, List.of());
        assertContinuity(second, Continuity.EXACT, List.of());
    }

    @Test
    void aClockThatStepsBackInvalidatesNoCursor() {
        List<MessageId> given = client.append(2);
        clock.set(TestClock.START - Duration.ofDays(1).toMillis());
        MessageId after = client.append("after");

        assertContinuity(given.get(1), Continuity.EXACT, List.of(after));
        assertContinuity(after, Continuity.EXACT, List.of());
    }

    @Test
    void anIdThatWasNeverGivenIsOfAnotherLog() {
        List<MessageId> given = client.append(8);
        MessageId head = given.get(7);
        MessageId kept = given.get(5);

        assertOtherLog(new MessageId(head.major(), head.minor() + 1));
        assertOtherLog(new MessageId(head.major() + 1, head.minor()));
        assertOtherLog(new MessageId(head.major() + 1, 0));
        assertOtherLog(new MessageId(Long.MAX_VALUE, Long.MAX_VALUE));
        assertOtherLog(new MessageId(kept.major() + 1, kept.minor()));
        assertOtherLog(new MessageId(kept.major() - 1, kept.minor()));
        assertOtherLog(new MessageId(0, 1));
        assertOtherLog(new MessageId(head.major(), 0));
        assertOtherLog(new MessageId(given.get(0).major(), given.get(0).minor() - 1));
        assertOtherLog(new MessageId(given.get(0).major() - 1, given.get(0).minor()));
        assertOtherLog(new MessageId(given.get(0).major() + 1, given.get(0).minor()));
    }

    @Test
    void anIdThatWasNeverGivenIsOfAnotherLogAlsoWhenAllHasAgedAway() {
        MessageId head = client.append(3).get(2);
        clock.advance(AGED);

        assertOtherLog(new MessageId(head.major() + 1, head.minor()));
        assertOtherLog(new MessageId(head.major(), head.minor() + 1));
        assertOtherLog(new MessageId(head.major() + 1, head.minor() - 1));
    }

    @Test
    void aCursorOnAChannelWithoutLogIsOfAnotherLog() {
        assertOtherLog(new MessageId(TestClock.START, 5));
        client.listen(new Recorder());
        assertOtherLog(new MessageId(TestClock.START, 5));
    }

    @Test
    void cursorsOfAnotherStoreAreOfAnotherLogAlsoWhileTheClockStandsStill() {
        client.append(8);
        try (Client other = Client.open(clock, 5)) {
            other.append(8).forEach(this::assertOtherLog);
        }
    }

    @Test
    void cursorsOfAnotherChannelAreOfAnotherLog() {
        client.append(8);

        client.on("d").append(8).forEach(this::assertOtherLog);
    }

    @Test
    void cursorsFromBeforeTheStoreWasMadeAreOfAnotherLog() {
        MessageId first = client.append("first");

        assertOtherLog(new MessageId(TestClock.START - 1, first.minor()));
    }
}
