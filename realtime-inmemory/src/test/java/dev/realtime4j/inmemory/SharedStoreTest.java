package dev.realtime4j.inmemory;

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
import dev.realtime4j.spi.Tail;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who shares a store, and how it ends. */
class SharedStoreTest {
    private final TestClock clock = new TestClock();

    @Test
    void withoutANameEachTransportHasAStoreOfItsOwn() {
        try (Client one = Client.open("memory:", clock, 5);
                Client two = Client.open("memory:", clock, 7)) {
            one.append("x");

            assertThat(two.after(null).entries()).isEmpty();
        }
    }

    @Test
    void withANameTransportsShareOne() {
        try (Client one = Client.open("memory:shared", clock, 5);
                Client two = Client.open("MEMORY:shared", clock, 5);
                Client other = Client.open("memory:Shared", clock, 5)) {
            Recorder recorder = new Recorder();
            two.listen(recorder);
            MessageId id = one.append("x");

            assertThat(recorder.ids()).containsExactly(id);
            assertThat(ids(two.after(MessageId.BEGINNING))).containsExactly(id);
            assertThat(other.after(null).entries()).isEmpty();
        }
    }

    @Test
    void aStoreLastsUntilItsLastTransportIsClosed() {
        Client one = Client.open("memory:lasting", clock, 5);
        MessageId id = one.append("x");
        Client two = Client.open("memory:lasting", clock, 5);
        one.close();
        one.close();
        Client three = Client.open("memory:lasting", clock, 5);
        assertThat(ids(three.after(null))).containsExactly(id);
        two.close();
        three.close();

        try (Client next = Client.open("memory:lasting", clock, 9)) {
            assertThat(next.after(null).entries()).isEmpty();
            assertThat(next.after(id)).isEqualTo(Page.otherLog(MessageId.BEGINNING, MessageId.BEGINNING));
            List<MessageId> given = next.append(5);
            assertThat(next.after(id)).isEqualTo(Page.otherLog(MessageId.BEGINNING, given.get(4)));
        }
    }

    @Test
    void closingATransportEndsItsOwnListenersOnly() {
        Client one = Client.open("memory:closing", clock, 5);
        try (Client two = Client.open("memory:closing", clock, 5)) {
            Recorder closed = new Recorder();
            Recorder open = new Recorder();
            Tail tail = one.listen(closed);
            two.listen(open);
            one.close();
            MessageId id = two.append("x");
            tail.close();

            assertThat(closed.ids()).isEmpty();
            assertThat(open.ids()).containsExactly(id);
            assertThat(ids(two.after(null))).containsExactly(id);
        }
    }

    @Test
    void aClosedTransportFailsEveryCall() {
        Client client = Client.open("memory:", clock, 5);
        client.close();

        assertThat(client.transport().append("c", new Entry("e", Client.json("x"), null)))
                .isCompletedExceptionally();
        assertThatThrownBy(() -> client.append("x")).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.read(ReadRequest.head())).hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.listen(new Recorder())).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherRetentionOrClockIsRefusedAndLeavesTheStoreAlone() {
        try (Client one = Client.open("memory:strict", clock, 5)) {
            MessageId id = one.append("x");

            assertThatThrownBy(() -> Client.open("memory:strict", clock, 6))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"strict\"")
                    .hasMessageContaining("maxMessages=5")
                    .hasMessageContaining("maxMessages=6");
            assertThatThrownBy(() -> Client.open("memory:strict", Clock.systemUTC(), 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("clock");
            assertThat(ids(one.after(null))).containsExactly(id);
        }
        Client.open("memory:strict", Clock.systemUTC(), 6).close();
    }

    @Test
    void theDefaultRetentionMayBeSetOrNot() {
        RealtimeConfig unset = RealtimeConfig.builder("memory:default").build();
        RealtimeConfig set = RealtimeConfig.builder("memory:default")
                .retention(new Retention(1000, Duration.ofDays(1)))
                .build();
        try (InMemoryTransport one = InMemoryTransport.of(unset);
                InMemoryTransport two = InMemoryTransport.of(set)) {
            MessageId id = new Client(one, "c").append("x");

            Page page = new Client(two, "c").after(MessageId.BEGINNING);
            assertThat(ids(page)).containsExactly(id);
            assertThat(page.continuity()).isEqualTo(Continuity.EXACT);
        }
    }
}
