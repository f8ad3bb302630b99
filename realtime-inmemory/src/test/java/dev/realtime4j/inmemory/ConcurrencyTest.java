package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads at once. */
@Timeout(60)
class ConcurrencyTest {
    private static final int THREADS = 4;
    private static final int EACH = 10_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private <T> List<Future<T>> start(int count, Callable<T> work) {
        List<Future<T>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(threads.submit(work));
        }
        return started;
    }

    @Test
    void allSinksAndReadersSeeOneOrder() throws Exception {
        try (Client one = Client.open("memory:order", Clock.systemUTC(), THREADS * EACH);
                Client two = Client.open("memory:order", Clock.systemUTC(), THREADS * EACH)) {
            Recorder first = new Recorder();
            Recorder second = new Recorder();
            one.listen(first);
            two.listen(second);

            List<Future<List<MessageId>>> appends = new ArrayList<>(start(THREADS / 2, () -> one.append(EACH)));
            appends.addAll(start(THREADS / 2, () -> two.append(EACH)));
            List<List<MessageId>> perThread = new ArrayList<>();
            for (Future<List<MessageId>> append : appends) {
                perThread.add(append.get());
            }

            List<MessageId> order = first.ids();
            assertThat(order).hasSize(THREADS * EACH).isSortedAccordingTo(MessageId::compareTo);
            assertThat(order).doesNotHaveDuplicates();
            assertThat(second.ids()).isEqualTo(order);
            assertThat(Client.ids(one.after(MessageId.BEGINNING))).isEqualTo(order);
            assertThat(first.previous.subList(1, order.size())).isEqualTo(order.subList(0, order.size() - 1));
            // Each thread's own entries, in its own order (Rule E3).
            perThread.forEach(ids -> assertThat(ids).isSortedAccordingTo(MessageId::compareTo));
        }
    }

    @Test
    void aWalkBesideAppendsMissesNothingAndSeesNothingAppearBehindIt() throws Exception {
        try (Client client = Client.open(Clock.systemUTC(), THREADS * EACH)) {
            List<Future<List<MessageId>>> appends = start(THREADS, () -> client.append(EACH));
            List<MessageId> walked = new ArrayList<>();
            MessageId cursor = MessageId.BEGINNING;
            while (walked.size() < THREADS * EACH) {
                Page page = client.read(ReadRequest.after(cursor, 100, Client.NO_BOUND));
                assertThat(page.continuity()).isEqualTo(Continuity.EXACT);
                page.entries().stream().map(StoredEntry::id).forEach(walked::add);
                cursor = page.scannedTo();
            }
            for (Future<List<MessageId>> append : appends) {
                append.get();
            }

            assertThat(walked).isEqualTo(Client.ids(client.after(MessageId.BEGINNING)));
        }
    }

    @Test
    void aListenerThatJoinsGetsExactlyWhatIsLaterThanItsHead() throws Exception {
        try (Client client = Client.open(Clock.systemUTC(), THREADS * EACH)) {
            List<Future<List<MessageId>>> appends = start(THREADS, () -> client.append(EACH));
            List<Recorder> recorders = new ArrayList<>();
            List<Tail> tails = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                recorders.add(new Recorder());
                tails.add(client.listen(recorders.get(i)));
            }
            for (Future<List<MessageId>> append : appends) {
                append.get();
            }

            for (int i = 0; i < 50; i++) {
                assertThat(recorders.get(i).ids())
                        .isEqualTo(Client.ids(client.after(tails.get(i).head())));
            }
        }
    }

    @Test
    void listenersThatComeAndGoOnAChannelWithoutLogLoseNoEntry() throws Exception {
        try (Client client = Client.open(Clock.systemUTC(), 10)) {
            for (int round = 0; round < 2_000; round++) {
                Client channel = client.on("c" + round);
                Recorder staying = new Recorder();
                Future<?> other =
                        threads.submit(() -> channel.listen(new Recorder()).close());
                Future<MessageId> append = threads.submit(() -> channel.append("x"));
                Tail tail = channel.listen(staying);
                other.get();

                List<MessageId> seen = new ArrayList<>(Client.ids(channel.after(null)));
                MessageId id = append.get();
                assertThat(id).isEqualTo(channel.head());
                if (tail.head().equals(MessageId.BEGINNING)) {
                    assertThat(staying.ids()).containsExactly(id);
                } else {
                    assertThat(tail.head()).isEqualTo(id);
                    assertThat(seen).containsExactly(id);
                }
            }
        }
    }

    @Test
    void oneKeyIsStoredOnce() throws Exception {
        try (Client one = Client.open("memory:once", Clock.systemUTC(), 100_000);
                Client two = Client.open("memory:once", Clock.systemUTC(), 100_000)) {
            for (int round = 0; round < 500; round++) {
                String key = "k" + round;
                Future<MessageId> here = threads.submit(() -> one.append("x", key));
                Future<MessageId> there = threads.submit(() -> two.append("x", key));

                assertThat(here.get()).isEqualTo(there.get());
            }
            assertThat(one.after(null).entries()).hasSize(500);
        }
    }

    @Test
    void noSinkIsCalledOnceATransportIsClosed() throws Exception {
        try (Client emitter = Client.open("memory:end", Clock.systemUTC(), 10)) {
            AtomicBoolean done = new AtomicBoolean();
            Future<Integer> append = threads.submit(() -> {
                int count = 0;
                while (!done.get()) {
                    emitter.append("x");
                    count++;
                }
                return count;
            });
            for (int round = 0; round < 200; round++) {
                Client closing = Client.open("memory:end", Clock.systemUTC(), 10);
                Recorder recorder = new Recorder();
                closing.listen(recorder);
                // A listener that is being made meanwhile gets its handle or the refusal, and is told nothing later.
                Future<?> late = threads.submit(() -> closing.transport().listen("c", recorder));
                closing.close();
                int told = recorder.entries.size();
                late.get();
                emitter.append("y");
                assertThat(recorder.entries.size()).isEqualTo(told);
            }
            done.set(true);
            assertThat(append.get()).isPositive();
        }
    }
}
