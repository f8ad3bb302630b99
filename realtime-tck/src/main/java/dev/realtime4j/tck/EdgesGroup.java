package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Edges of rules where an implementation can be wrong and still pass everyday use. */
abstract class EdgesGroup extends ContractGroup {
    EdgesGroup(TransportContract contract) {
        super(contract);
    }

    /** A live path may tell large entries in another way than small ones. */
    @Test
    @Rule("S1")
    void S1_messagesOfEverySizeAreDelivered() {
        Client emitter = client();
        String name = name();
        Inbox inbox = inbox();
        subscribe(client().channel(name), inbox);
        for (int size : new int[] {1, 1_000, 4_000, 8_000, 16_000, 64_000, 128_000, 256_000, 500_000}) {
            // Nothing follows: what is not told is not found by the next.
            inbox.awaitMessage(emitter.channel(name).emit("e", "x".repeat(size)));
        }
    }

    /** Emits at the moment at which the subscription has handled what there was and goes to rest. */
    @Test
    @Rule("S1")
    @Stochastic
    @Lengthy
    void S1_whatIsEmittedAsTheSubscriptionRestsIsDelivered() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        AtomicInteger handled = new AtomicInteger();
        channel.subscribe(options -> options.onMessage(message -> handled.incrementAndGet()));
        rounds(500, 20_000, i -> {
            int expected = i + 1;
            channel.emit("e", i);
            long soon = System.nanoTime() + Duration.ofMillis(1).toNanos();
            while (handled.get() < expected && System.nanoTime() - soon < 0) {
                Thread.onSpinWait();
            }
            if (handled.get() < expected) {
                until("message " + expected + " is delivered though none follows", () -> handled.get() >= expected);
            }
        });
    }

    @Test
    @Rule("H1")
    void H1_aReadGivesAtMostWhatIsAskedFor() {
        Transport transport = transport();
        String name = name();
        List<MessageId> ids = Lab.append(transport, name, 30);
        for (int limit : new int[] {1, 2, 7, 29, 30, 31}) {
            int most = Math.min(limit, 30);
            Page forward = Lab.read(transport, name, ReadRequest.after(null, limit, 1 << 20));
            assertTrue(forward.entries().size() <= most, () -> "forward, at most " + limit + ": " + forward);
            Page on = Lab.read(transport, name, ReadRequest.after(ids.get(3), limit, 1 << 20));
            assertTrue(on.entries().size() <= most, () -> "after a cursor, at most " + limit + ": " + on);
            Page backward = Lab.read(transport, name, ReadRequest.before(null, limit, 1 << 20));
            assertTrue(backward.entries().size() <= most, () -> "backward, at most " + limit + ": " + backward);
        }
        assertEquals(List.of(), Lab.read(transport, name, ReadRequest.head()).entries(), "entries with the head");
    }

    @Test
    @Rule("R1")
    void R1_whatIsYoungerThanTheAgeIsShown() {
        Channel channel = client().channel(name(Kept.BRIEF));
        List<MessageId> ids = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            times.add(lab().clock().millis());
            ids.add(channel.emit("e", i));
        }
        lab().age(lab().briefAge().multipliedBy(2).dividedBy(3));
        assertYoungShown(ids, times, history(channel), "messages of two thirds of the age");
        Inbox replayed = inbox();
        subscribe(channel, replayed, options -> options.replay());
        times.add(lab().clock().millis());
        ids.add(channel.emit("e", "live"));
        replayed.awaitMessage(ids.get(5));
        assertYoungShown(ids, times, replayed.ids(), "replayed");
    }

    /** All but what has aged by now: a first emit alone can take a second on a busy machine. */
    private void assertYoungShown(List<MessageId> ids, List<Long> times, List<MessageId> shown, String what) {
        long latest = lab().clock().millis() - lab().briefAge().toMillis();
        int aged = (int) times.stream().filter(time -> time <= latest).count();
        int missing = ids.size() - shown.size();
        assertTrue(missing >= 0 && missing <= aged, () -> what + ": " + shown + ", all are " + ids);
        assertEquals(ids.subList(missing, ids.size()), shown, what);
    }

    /** A subscription that has to read from the log while the backend is away tries again, but not all the time. */
    @Test
    @Rule({"F2", "S9"})
    @Lengthy
    void F2_aLaggardMakesNoBusyLoopInAnOutage() {
        Faults faults = faults(Faults.Kind.OUTAGE);
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        int count = 2000;
        emitFast(channel, count);
        CountDownLatch away = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        channel.subscribe(options -> options.replay().onMessage(message -> {
            awaitQuietly(away);
            handled.incrementAndGet();
        }));
        faults.outage(() -> {
            int before = client.transport().calls();
            away.countDown();
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            until("the outage has lasted", () -> System.nanoTime() - end > 0);
            int calls = client.transport().calls() - before;
            assertTrue(calls <= 40, () -> calls + " calls of the transport in an outage of 1.5 s");
        });
        until("the laggard has caught up", () -> handled.get() >= count);
    }

    /** Nobody goes on trying behind the caller's back. */
    @Test
    @Rule({"E5", "E3"})
    @Lengthy
    void E5_whatIsSaidNotToBeStoredStaysAway() {
        Faults faults = faults(Faults.Kind.OUTAGE);
        Channel channel = client().channel(name());
        List<MessageId> ids = new ArrayList<>(emit(channel, 3));
        List<EmitException> failures = new ArrayList<>();
        faults.outage(() -> failures.add(assertThrows(EmitException.class, () -> channel.emit("e", "lost"))));
        ids.add(emitSurely(channel, "after"));
        Inbox inbox = inbox();
        subscribe(channel, inbox, options -> options.replay());
        inbox.awaitMessage(ids.get(3));
        if (failures.get(0).stored() == EmitException.Stored.NO) {
            inbox.staysAt(4);
            assertEquals(ids, history(channel), "the log");
        }
    }

    /** Over a transport that never answers: the engine itself ends an emit. */
    @Test
    @Rule("E5")
    @Lengthy
    void E5_anEmitThatIsNotAnsweredFailsInTime() {
        Duration second = Duration.ofSeconds(1);
        RealtimeConfig config = RealtimeConfig.builder()
                .timeouts(new RealtimeConfig.Timeouts(second, second, second))
                .build();
        CompletableFuture<MessageId> underWay;
        try (Realtime realtime = Realtime.over(new Unanswered(transport()), config)) {
            Channel channel = realtime.channel(name());
            CompletableFuture<EmitException> blocking = CompletableFuture.supplyAsync(
                            () -> assertThrows(EmitException.class, () -> channel.emit("e", 1)))
                    .orTimeout(10, TimeUnit.SECONDS);
            assertEquals(EmitException.Stored.UNKNOWN, Waiting.get(blocking).stored(), "emit");
            CompletableFuture<MessageId> pending = channel.emitAsync("e", 2);
            EmitException failed = assertThrows(EmitException.class, () -> Waiting.get(pending));
            assertEquals(EmitException.Stored.UNKNOWN, failed.stored(), "emitAsync");
            underWay = channel.emitAsync("e", 3);
        }
        assertThrows(RuntimeException.class, () -> Waiting.get(underWay), "under way when all is closed");
    }

    /** Its appends are lost on the way. */
    private record Unanswered(Transport next) implements Transport {
        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            return next.read(channel, request);
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            return next.listen(channel, sink);
        }

        @Override
        public void close() {
            next.close();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
