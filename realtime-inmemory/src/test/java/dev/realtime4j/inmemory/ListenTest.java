package dev.realtime4j.inmemory;

import static dev.realtime4j.inmemory.Client.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners. */
class ListenTest {
    private final TestClock clock = new TestClock();
    private final Client client = Client.open(clock, 3);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void whatIsLaterThanTheHeadIsToldWithTheIdBefore() {
        List<MessageId> before = client.append(2);
        Recorder recorder = new Recorder();
        Tail tail = client.listen(recorder);
        List<MessageId> after = client.append(5);

        assertThat(tail.head()).isEqualTo(before.get(1));
        assertThat(tail.recheck()).isEqualTo(Duration.ZERO);
        assertThat(recorder.ids()).isEqualTo(after);
        assertThat(recorder.previous)
                .containsExactly(before.get(1), after.get(0), after.get(1), after.get(2), after.get(3));
    }

    @Test
    void whatIsToldIsWhatIsStored() {
        Recorder recorder = new Recorder();
        client.listen(recorder);
        client.append("x");

        assertThat(client.after(null).entries()).isEqualTo(recorder.entries);
    }

    @Test
    void nothingWasKeptBeforeTheFirstEntry() {
        Recorder recorder = new Recorder();
        Tail tail = client.listen(recorder);
        MessageId first = client.append("first");
        clock.advance(Duration.ofMinutes(20).plusMillis(1));
        MessageId second = client.append("second");

        assertThat(tail.head()).isEqualTo(MessageId.BEGINNING);
        assertThat(recorder.ids()).containsExactly(first, second);
        assertThat(recorder.previous).containsExactly(MessageId.BEGINNING, MessageId.BEGINNING);
    }

    @Test
    void theHeadOfATailIsThatOfALogThatAgedAway() {
        MessageId head = client.append(3).get(2);
        clock.advance(Duration.ofDays(1));

        assertThat(client.listen(new Recorder()).head()).isEqualTo(head);
    }

    @Test
    void everySinkOfAChannelIsToldAndNoOther() {
        Recorder one = new Recorder();
        Recorder two = new Recorder();
        Recorder other = new Recorder();
        client.listen(one);
        client.listen(two);
        client.on("d").listen(other);
        MessageId id = client.append("x");

        assertThat(one.ids()).containsExactly(id);
        assertThat(two.ids()).containsExactly(id);
        assertThat(other.ids()).isEmpty();
    }

    @Test
    void aClosedTailIsToldNothingAndOthersGoOn() {
        Recorder closed = new Recorder();
        Recorder open = new Recorder();
        Tail tail = client.listen(closed);
        client.listen(open);
        MessageId first = client.append("first");
        tail.close();
        tail.close();
        MessageId second = client.append("second");

        assertThat(closed.ids()).containsExactly(first);
        assertThat(open.ids()).containsExactly(first, second);
        assertThat(tail.head()).isEqualTo(MessageId.BEGINNING);
    }

    @Test
    void aChannelWithoutLogCanBeListenedToAnyNumberOfTimes() {
        Tail first = client.listen(new Recorder());
        first.close();
        Recorder recorder = new Recorder();
        client.listen(recorder);
        first.close();
        MessageId id = client.append("x");

        assertThat(recorder.ids()).containsExactly(id);
        assertThat(ids(client.after(MessageId.BEGINNING))).containsExactly(id);
    }

    @Test
    void theLogOutlivesItsListeners() {
        Tail tail = client.listen(new Recorder());
        MessageId id = client.append("x");
        tail.close();

        assertThat(client.head()).isEqualTo(id);
        assertThat(ids(client.after(MessageId.BEGINNING))).containsExactly(id);
    }

    @Test
    void aLogThatWasTakenOutTakesNothingIn() {
        RealtimeConfig config = RealtimeConfig.builder().clock(clock).build();
        MemoryStore store = MemoryStore.open("", config);
        ChannelLog log = new ChannelLog(store, Retention.DEFAULT);
        Listener listener = new Listener(store, "c", new Recorder(), new HashSet<>());
        assertThat(log.add(listener)).isEqualTo(MessageId.BEGINNING);
        assertThat(log.remove(listener)).isTrue();

        // Whoever got hold of the log before that has to ask for another one: nobody would find what is stored here.
        assertThat(log.append("e", Client.json("x"), null)).isNull();
        assertThat(log.add(listener)).isNull();
    }

    @Test
    void aListenerThatIsClosedBeforeItIsStartedIsToldNothing() {
        MemoryStore store =
                MemoryStore.open("", RealtimeConfig.builder().clock(clock).build());
        Recorder recorder = new Recorder();
        Set<Listener> siblings = new HashSet<>();
        Listener listener = new Listener(store, "c", recorder, siblings);
        assertThat(siblings).containsExactly(listener);
        listener.close();

        assertThat(listener.start()).isFalse();
        store.append("c", new Entry("e", Client.json("x"), null));
        assertThat(recorder.ids()).isEmpty();
        assertThat(siblings).isEmpty();
    }

    @Test
    void closeWaitsForACallThatIsRunning() throws Exception {
        HeldSink sink = new HeldSink();
        Tail tail = client.listen(sink);
        CompletableFuture<MessageId> append = CompletableFuture.supplyAsync(() -> client.append("x"));
        assertThat(sink.entered.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Boolean> close = CompletableFuture.supplyAsync(() -> {
            tail.close();
            return sink.left;
        });

        assertThat(close).failsWithin(Duration.ofMillis(100));
        sink.leave.countDown();
        assertThat(close).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        assertThat(append).succeedsWithin(Duration.ofSeconds(10));
    }

    /** Breaks the rule that a sink never blocks, to be seen in the middle of a call. */
    private static final class HeldSink implements Sink {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch leave = new CountDownLatch(1);
        volatile boolean left;

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            entered.countDown();
            try {
                left = leave.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void changed() {}

        @Override
        public void interrupted(Throwable cause) {}

        @Override
        public void restored() {}
    }
}
