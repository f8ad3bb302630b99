package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A channel whose next message comes just as the last one is given up: it is swept again. */
class SweepTest {
    private static final long HUNT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A message is given up by the second sweep that finds it; one may have begun before it came. */
    private static final int SWEEPS = 3;

    private static final int MOST_PAUSES = 200;

    /** Listens, and nothing else. */
    private static final class Listening implements Transport, Tail {
        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public MessageId head() {
            return MessageId.BEGINNING;
        }

        @Override
        public Duration recheck() {
            return Duration.ZERO;
        }

        @Override
        public void close() {}
    }

    @Test
    void whatComesDuringASweepIsGivenUpLater() throws Exception {
        Core core = new Core(new Listening(), RealtimeConfig.builder().build());
        Hub hub = new Hub(core, "c");
        hub.open().toCompletableFuture().get(5, TimeUnit.SECONDS);
        AtomicLong sweeps = new AtomicLong();
        Thread sweeper = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                core.sweep();
                sweeps.incrementAndGet();
            }
        });
        sweeper.start();
        try {
            MessageId last = MessageId.BEGINNING;
            for (long start = System.nanoTime(); System.nanoTime() - start < HUNT_NANOS; ) {
                for (int i = ThreadLocalRandom.current().nextInt(MOST_PAUSES); i > 0; i--) {
                    Thread.onSpinWait();
                }
                MessageId id = new MessageId(1, last.minor() + 1);
                hub.entry(new StoredEntry(id, "e", new byte[] {'1'}, core.millis()), last);
                last = id;
                for (long until = sweeps.get() + SWEEPS; !hub.ring().isEmpty() && sweeps.get() <= until; ) {
                    Thread.onSpinWait();
                }
                assertThat(hub.ring().isEmpty()).as("given up: %s", id).isTrue();
            }
        } finally {
            sweeper.interrupt();
            sweeper.join();
            core.dispatcher().close();
        }
    }
}
