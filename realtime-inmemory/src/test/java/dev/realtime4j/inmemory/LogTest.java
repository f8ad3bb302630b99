package dev.realtime4j.inmemory;

import static dev.realtime4j.inmemory.Client.NO_BOUND;
import static dev.realtime4j.inmemory.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order, ids, heads and pages. */
class LogTest {
    private final TestClock clock = new TestClock();
    private final Client client = Client.open(clock, 5);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void entriesComeBackInOrderAsTheyWereGiven() {
        byte[] json = Client.json("hello");
        MessageId first = Client.join(client.transport().append("c", new Entry("chat.message", json, null)));
        clock.advance(Duration.ofMillis(7));
        MessageId second = client.append("world");

        Page page = client.after(null);

        assertThat(ids(page)).containsExactly(first, second);
        StoredEntry entry = page.entries().get(0);
        assertThat(entry.event()).isEqualTo("chat.message");
        assertThat(entry.json()).isSameAs(json);
        assertThat(entry.timestamp()).isEqualTo(TestClock.START);
        assertThat(page.entries().get(1).timestamp()).isEqualTo(TestClock.START + 7);
        assertThat(page).isEqualTo(new Page(page.entries(), page.continuity(), second, true, second));
    }

    @Test
    void idsIncreaseWhileTheClockStandsStillAndStepsBack() {
        List<MessageId> given = new ArrayList<>(client.append(2));
        clock.set(TestClock.START - 5_000);
        given.add(client.append("back"));
        clock.set(TestClock.START + 1);
        given.add(client.append("on"));

        assertThat(given).isSortedAccordingTo(MessageId::compareTo).doesNotHaveDuplicates();
        assertThat(given)
                .extracting(MessageId::major)
                .containsExactly(TestClock.START, TestClock.START, TestClock.START, TestClock.START + 1);
        // Held is the id only: the timestamp is what the clock said.
        assertThat(client.after(null).entries())
                .extracting(StoredEntry::timestamp)
                .containsExactly(TestClock.START, TestClock.START, TestClock.START - 5_000, TestClock.START + 1);
    }

    @Test
    void aClockFromBefore1970GivesValidIds() {
        clock.set(-1_000);
        try (Client old = Client.open(clock, 5)) {
            MessageId id = old.append("old");

            assertThat(id).isGreaterThan(MessageId.BEGINNING);
            assertThat(old.after(null).entries())
                    .extracting(StoredEntry::timestamp)
                    .containsExactly(-1_000L);
        }
    }

    @Test
    void anUnknownChannelIsAnEmptyPage() {
        Page empty = new Page(List.of(), Continuity.EXACT, MessageId.BEGINNING, true, MessageId.BEGINNING);

        assertThat(client.after(null)).isEqualTo(empty);
        assertThat(client.after(MessageId.BEGINNING)).isEqualTo(empty);
        assertThat(client.before(null)).isEqualTo(empty);
        assertThat(client.read(ReadRequest.head())).isEqualTo(empty);
    }

    @Test
    void channelsDoNotMeet() {
        MessageId here = client.append("here");
        MessageId there = client.on("C").append("there");

        assertThat(ids(client.after(null))).containsExactly(here);
        assertThat(ids(client.on("C").after(null))).containsExactly(there);
    }

    @Test
    void aReadNeverShowsMoreThanTheNewest() {
        List<MessageId> given = client.append(9);

        assertThat(ids(client.after(null))).isEqualTo(given.subList(4, 9));
        assertThat(ids(client.after(MessageId.BEGINNING))).isEqualTo(given.subList(4, 9));
        List<MessageId> newestFirst = new ArrayList<>(given.subList(4, 9));
        Collections.reverse(newestFirst);
        assertThat(ids(client.before(null))).isEqualTo(newestFirst);
        // Not even what is kept as evidence.
        assertThat(ids(client.before(given.get(4)))).isEmpty();
    }

    @Test
    void retentionGoesByPrefix() {
        RealtimeConfig config = RealtimeConfig.builder()
                .retention(new Retention(5, Duration.ofMinutes(1)))
                .retention("short:", new Retention(1, Duration.ofMinutes(1)))
                .clock(clock)
                .build();
        try (Client byPrefix = new Client(InMemoryTransport.of(config), "short:a")) {
            List<MessageId> given = byPrefix.append(3);
            List<MessageId> others = byPrefix.on("long:a").append(3);

            assertThat(ids(byPrefix.after(null))).isEqualTo(given.subList(2, 3));
            assertThat(ids(byPrefix.on("long:a").after(null))).isEqualTo(others);
        }
    }

    @Test
    void walkingForwardGivesEverythingOnce() {
        List<MessageId> given = client.append(5);

        Page first = client.read(ReadRequest.after(null, 2, NO_BOUND));
        Page second = client.read(ReadRequest.after(first.scannedTo(), 2, NO_BOUND));
        Page third = client.read(ReadRequest.after(second.scannedTo(), 2, NO_BOUND));
        Page fourth = client.read(ReadRequest.after(third.scannedTo(), 2, NO_BOUND));

        assertThat(ids(first)).isEqualTo(given.subList(0, 2));
        assertThat(first.scannedTo()).isEqualTo(given.get(1));
        assertThat(first.end()).isFalse();
        assertThat(first.head()).isEqualTo(given.get(4));
        assertThat(ids(second)).isEqualTo(given.subList(2, 4));
        assertThat(second.end()).isFalse();
        assertThat(ids(third)).isEqualTo(given.subList(4, 5));
        assertThat(third.end()).isTrue();
        assertThat(third.scannedTo()).isEqualTo(given.get(4));
        assertThat(fourth.entries()).isEmpty();
        assertThat(fourth.end()).isTrue();
        assertThat(fourth.scannedTo()).isEqualTo(given.get(4));
    }

    @Test
    void walkingBackwardGivesEverythingOnce() {
        List<MessageId> given = client.append(5);

        Page first = client.read(ReadRequest.before(null, 3, NO_BOUND));
        Page second = client.read(ReadRequest.before(first.scannedTo(), 2, NO_BOUND));

        assertThat(ids(first)).containsExactly(given.get(4), given.get(3), given.get(2));
        assertThat(first.scannedTo()).isEqualTo(given.get(2));
        assertThat(first.end()).isFalse();
        assertThat(ids(second)).containsExactly(given.get(1), given.get(0));
        assertThat(second.scannedTo()).isEqualTo(MessageId.BEGINNING);
        assertThat(second.end()).isTrue();
        assertThat(client.before(MessageId.BEGINNING).entries()).isEmpty();
    }

    @Test
    void backwardTakesAnyPlaceInTheOrder() {
        List<MessageId> given = client.append(3);
        MessageId beyond = new MessageId(Long.MAX_VALUE, Long.MAX_VALUE);
        MessageId early = new MessageId(1, Long.MAX_VALUE);

        assertThat(ids(client.before(beyond))).containsExactly(given.get(2), given.get(1), given.get(0));
        assertThat(ids(client.before(early))).isEmpty();
    }

    @Test
    void pagesEndOnceTheBytesAreReachedButHoldAtLeastOne() {
        client.append("123456"); // 8 bytes with its quotes
        client.append("123456");
        client.append("123456");

        assertThat(client.read(ReadRequest.after(null, 10, 1)).entries()).hasSize(1);
        assertThat(client.read(ReadRequest.after(null, 10, 8)).entries()).hasSize(1);
        assertThat(client.read(ReadRequest.after(null, 10, 9)).entries()).hasSize(2);
        assertThat(client.read(ReadRequest.before(null, 10, 9)).entries()).hasSize(2);
        assertThat(client.read(ReadRequest.after(null, 10, 9)).end()).isFalse();
    }

    @Test
    void nothingButTheHead() {
        MessageId head = client.append(3).get(2);

        Page page = client.read(ReadRequest.head());

        assertThat(page.entries()).isEmpty();
        assertThat(page.head()).isEqualTo(head);
        assertThat(page.end()).isFalse();
        assertThat(page.scannedTo()).isEqualTo(MessageId.BEGINNING);
    }

    @Test
    void theTimeHintLeavesOutNothingThatIsWanted() {
        List<MessageId> given = new ArrayList<>();
        for (long offset : new long[] {0, 10, 5, 20, 15}) {
            clock.set(TestClock.START + offset);
            given.add(client.append("at " + offset));
        }

        assertThat(ids(since(0))).isEqualTo(given);
        assertThat(ids(since(10))).isEqualTo(given.subList(1, 5));
        assertThat(ids(since(11))).isEqualTo(given.subList(3, 5));
        assertThat(ids(since(21))).isEmpty();
        assertThat(since(21).end()).isTrue();
        assertThat(since(21).scannedTo()).isEqualTo(given.get(4));
    }

    private Page since(long offset) {
        return client.read(new ReadRequest(Direction.FORWARD, null, TestClock.START + offset, 10, NO_BOUND));
    }

    @Test
    void theTimeHintStaysSafeWhenAStepBackFollowsWhatWasTrimmed() {
        clock.set(TestClock.START + 100);
        client.append(6);
        clock.set(TestClock.START);
        List<MessageId> given = client.append(5);

        assertThat(ids(since(0))).isEqualTo(given);
        assertThat(ids(since(50))).isEqualTo(given);
    }

    @Test
    void aPageIsACopy() {
        List<MessageId> given = client.append(2);
        Page page = client.after(null);
        client.append(20);

        assertThat(ids(page)).isEqualTo(given);
        assertThatThrownBy(() -> page.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
