package dev.realtime4j.inmemory;

import static dev.realtime4j.inmemory.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Idempotency keys (Rule E6). */
class KeysTest {
    private final TestClock clock = new TestClock();
    private final Client client = Client.open(clock, 5);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aSecondAppendWithAKeyStoresNothingAndTellsNobody() {
        Recorder recorder = new Recorder();
        client.listen(recorder);
        MessageId first = client.append("first", "k");
        clock.advance(Duration.ofMinutes(2));

        assertThat(client.append("second", "k")).isEqualTo(first);

        assertThat(ids(client.after(null))).containsExactly(first);
        assertThat(recorder.ids()).containsExactly(first);
        assertThat(client.append("third")).isEqualTo(new MessageId(client.head().major(), first.minor() + 1));
    }

    @Test
    void aKeyIsFreeAgainAfterTwoMinutes() {
        MessageId first = client.append("first", "k");
        clock.advance(Duration.ofMinutes(2).plusMillis(1));

        MessageId second = client.append("second", "k");

        assertThat(second).isGreaterThan(first);
        assertThat(client.append("third", "k")).isEqualTo(second);
    }

    @Test
    void aDuplicateDoesNotProlongTheKey() {
        MessageId first = client.append("first", "k");
        clock.advance(Duration.ofSeconds(100));
        client.append("second", "k");
        clock.advance(Duration.ofSeconds(100));

        assertThat(client.append("third", "k")).isGreaterThan(first);
    }

    @Test
    void aKeyOutlivesItsEntryAndTwoThousandOthers() {
        MessageId first = client.append("first", "k");
        for (int i = 0; i < 2000; i++) {
            client.append("other", i % 2 == 0 ? null : "k" + i);
        }

        assertThat(ids(client.after(null))).doesNotContain(first);
        assertThat(client.append("again", "k")).isEqualTo(first);
    }

    @Test
    void aKeyOutlivesAnEntryThatAgedAway() {
        client.close();
        RealtimeConfig config = RealtimeConfig.builder()
                .retention(new Retention(5, Duration.ofSeconds(1)))
                .clock(clock)
                .build();
        try (Client brief = new Client(InMemoryTransport.of(config), "c")) {
            MessageId first = brief.append("first", "k");
            clock.advance(Duration.ofSeconds(60));
            assertThat(brief.after(null).entries()).isEmpty();

            assertThat(brief.append("again", "k")).isEqualTo(first);
            assertThat(brief.head()).isEqualTo(first);
        }
    }

    @Test
    void keysOfDifferentChannelsNeverMeet() {
        MessageId here = client.append("here", "k");
        MessageId there = client.on("d").append("there", "k");

        assertThat(ids(client.after(null))).containsExactly(here);
        assertThat(ids(client.on("d").after(null))).containsExactly(there);
    }

    @Test
    void aStepOfTheClockNeitherLosesAKeyNorKeepsAnExpiredOne() {
        MessageId late = client.append("late", "late");
        clock.set(TestClock.START - Duration.ofHours(1).toMillis());
        MessageId early = client.append("early", "early");
        assertThat(client.append("again", "late")).isEqualTo(late);

        clock.advance(Duration.ofMinutes(3));

        MessageId second = client.append("again", "early");
        assertThat(second).isGreaterThan(early);
        assertThat(client.append("again", "early")).isEqualTo(second);
        assertThat(client.append("again", "late")).isEqualTo(late);
    }

    @Test
    void twoTransportsOnOneStoreShareTheKeys() {
        try (Client one = Client.open("memory:keys", clock, 5);
                Client two = Client.open("memory:keys", clock, 5)) {
            MessageId first = one.append("one", "k");

            assertThat(two.append("two", "k")).isEqualTo(first);
            assertThat(ids(two.after(null))).isEqualTo(List.of(first));
        }
    }
}
