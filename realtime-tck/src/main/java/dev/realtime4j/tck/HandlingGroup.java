package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.Gap;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** S6 to S8: one message at a time, handlers that fail, handlers that are slow. */
abstract class HandlingGroup extends ContractGroup {
    HandlingGroup(TransportContract contract) {
        super(contract);
    }

    /** Blocks handlers until it is opened; never longer than a test lasts. */
    static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @Rule({"S6", "F5"})
    void S6_oneMessageAtATimeInOrder() {
        Channel channel = client().channel(name(Kept.MANY));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        Inbox inbox = inbox();
        channel.subscribe(options -> options.onMessage(message -> {
                    if (running.incrementAndGet() != 1) {
                        overlaps.incrementAndGet();
                    }
                    LockSupport.parkNanos(1);
                    inbox.message(message);
                    running.decrementAndGet();
                })
                .onGap(inbox::gap));
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.addAll(emitFast(channel, 50));
        }
        inbox.awaitExactly(ids);
        assertEquals(0, overlaps.get(), "calls that overlapped");
    }

    @Test
    @Rule("S6")
    void S6_aStageIsWaitedFor() {
        Client client = client();
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        List<CompletableFuture<Void>> stages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stages.add(new CompletableFuture<>());
        }
        AtomicInteger next = new AtomicInteger();
        EventType<Integer> typed = EventType.of("typed", Integer.class);
        var subscription = channel.subscribe(options -> options.onMessageAsync(message -> {
                    inbox.message(message);
                    return stages.get(next.getAndIncrement());
                })
                .onAsync(typed, message -> {
                    inbox.message(message);
                    return stages.get(next.getAndIncrement());
                }));
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(i % 2 == 0 ? channel.emit("e", i) : channel.emit(typed, i));
        }
        for (int i = 0; i < 5; i++) {
            inbox.awaitMessages(i + 1);
            inbox.staysAt(i + 1);
            MessageId handled = i == 0 ? null : ids.get(i - 1);
            if (handled != null) {
                assertEquals(handled, subscription.position(), "the position waits for the stage");
            }
            assertTrue(stages.get(i).complete(null), "not completed by anyone else");
        }
        inbox.awaitExactly(ids);
        until("the position is the last", () -> subscription.position().equals(ids.get(4)));
    }

    @Test
    @Rule("S7")
    void S7_whatAHandlerThrowsEndsNothing() {
        Channel channel = client().channel(name());
        Inbox failing = inbox();
        Inbox other = inbox();
        List<Throwable> thrown =
                List.of(new IllegalStateException("one"), new AssertionError("two"), new StackOverflowError("three"));
        AtomicInteger count = new AtomicInteger();
        List<Throwable> told = java.util.Collections.synchronizedList(new ArrayList<>());
        channel.subscribe(options -> options.onMessage(message -> {
                    failing.message(message);
                    int number = count.getAndIncrement();
                    if (number < 3) {
                        HandlingGroup.<RuntimeException>sneaky(thrown.get(number));
                    }
                })
                .onError(told::add));
        subscribe(channel, other);
        List<MessageId> ids = emit(channel, 6);
        failing.awaitExactly(ids);
        other.awaitExactly(ids);
        assertEquals(3, told.size(), () -> "failures told: " + told);
        for (int i = 0; i < 3; i++) {
            assertSame(thrown.get(i), told.get(i), "failure " + i);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    @Rule({"S7", "S6"})
    void S7_aFailedStageAndAFailingErrorHandlerEndNothing() {
        Channel channel = client().channel(name(Kept.FEW));
        MessageId start = channel.emit("e", "start");
        emit(channel, 30);
        Inbox inbox = inbox();
        IllegalStateException failure = new IllegalStateException("stage");
        List<Throwable> told = java.util.Collections.synchronizedList(new ArrayList<>());
        channel.subscribe(options -> options.after(start)
                .onMessageAsync(message -> {
                    inbox.message(message);
                    return failed(message, failure);
                })
                .onGap(gap -> {
                    inbox.gap(gap);
                    throw new IllegalStateException("gap");
                })
                .onStatus(status -> {
                    throw new IllegalStateException("status");
                })
                .onError(error -> {
                    told.add(error);
                    throw new IllegalStateException("error handler");
                }));
        inbox.awaitMessages(10);
        MessageId last = channel.emit("e", "last");
        inbox.awaitMessage(last);
        inbox.staysAt(12);
        assertTrue(told.contains(failure), () -> "failed stages are told: " + told);
    }

    private static CompletionStage<Void> failed(Message<?> message, RuntimeException failure) {
        if (message.id().minor() % 2 == 0) {
            // Null instead of a stage is a failure of the handler, not of the subscription.
            return CompletableFuture.failedStage(failure);
        }
        return CompletableFuture.runAsync(() -> {
            throw failure;
        });
    }

    record Point(int x, int y) {}

    @Test
    @Rule({"S7", "E7"})
    void S7_dataThatATypedHandlerCannotReadEndsNothing() {
        Channel channel = client().channel(name());
        EventType<Point> point = EventType.of("point", Point.class);
        Inbox inbox = inbox();
        List<Throwable> told = java.util.Collections.synchronizedList(new ArrayList<>());
        channel.subscribe(options -> options.on(point, message -> {
                    // Decoding may happen here or before: both are the handler's failure.
                    Point data = message.data();
                    if (data.x() >= 0) {
                        inbox.message(message);
                    }
                })
                .onError(told::add));
        MessageId first = channel.emit(point, new Point(1, 2));
        channel.emit("point", "no point at all");
        MessageId last = channel.emit(point, new Point(3, 4));
        inbox.awaitExactly(List.of(first, last));
        assertEquals(1, told.size(), () -> "failures told: " + told);
        assertTrue(told.get(0) instanceof InvalidDataException, () -> "what was told: " + told);
    }

    @Test
    @Rule({"S8", "S10"})
    void S8_aBlockedHandlerSlowsNobodyAndLosesNothing() {
        Client client = lab().client(builder -> builder.bufferBytes(64 * 1024));
        Channel channel = client.channel(name(Kept.MANY));
        Channel elsewhere = client.channel(name());
        CountDownLatch gate = new CountDownLatch(1);
        Inbox slow = inbox();
        Inbox fast = inbox();
        Inbox other = inbox();
        channel.subscribe(options -> options.onMessage(message -> {
                    pass(gate);
                    slow.message(message);
                })
                .onGap(slow::gap));
        subscribe(channel, fast);
        subscribe(elsewhere, other);
        List<MessageId> ids = new ArrayList<>();
        String data = "x".repeat(1000);
        for (int i = 0; i < 20; i++) {
            ids.addAll(emitFast(channel, 50, data));
        }
        MessageId last = elsewhere.emit("e", 1);
        other.awaitExactly(List.of(last));
        fast.awaitExactly(ids);
        assertEquals(List.of(), slow.events(), "the slow one has got nothing yet");
        gate.countDown();
        slow.awaitExactly(ids);
        assertEquals(0, client.metrics().gaps.get(), "gaps");
    }

    @Test
    @Rule({"S8", "S10", "R2"})
    void S8_ifRetentionOvertakesASlowHandlerItIsToldAGap() {
        Client client = lab().client(builder -> builder.bufferBytes(1));
        Channel channel = client.channel(name(Kept.FEW));
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        Inbox slow = inbox();
        channel.subscribe(options -> options.onMessage(message -> {
                    blocked.countDown();
                    pass(gate);
                    slow.message(message);
                })
                .onGap(slow::gap));
        MessageId first = channel.emit("e", "first");
        pass(blocked);
        List<MessageId> rest = emit(channel, 50);
        gate.countDown();
        slow.awaitMessage(rest.get(49));
        List<MessageId> expected = new ArrayList<>(List.of(first));
        expected.addAll(rest.subList(40, 50));
        slow.staysAt(12);
        assertEquals(expected, slow.ids(), "the first, then the oldest kept");
        assertEquals(
                new Gap(channel.name(), first, rest.get(40), Gap.Reason.TRIMMED),
                slow.events().get(1),
                "the gap between");
    }

    @Test
    @Rule("S8")
    @Lengthy
    void S8_aSlowHandlerCostsBoundedMemory() {
        assertBounded(Kept.MANY, 1 << 20, "by the size of the buffers");
        assertBounded(Kept.FEW, 1 << 28, "by what the log shows");
    }

    /** Of 100 messages of 100 KB, about 11 fit into the buffers, and each of 10 blocked handlers may hold two. */
    private void assertBounded(Kept kept, long bufferBytes, String how) {
        Client client = lab().client(builder -> builder.bufferBytes(bufferBytes));
        client.transport().watchEntries();
        Channel channel = client.channel(name(kept));
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<MessageId> newest = new AtomicReference<>(MessageId.BEGINNING);
        for (int i = 0; i < 10; i++) {
            channel.subscribe(options -> options.onMessage(message -> {
                        pass(gate);
                        newest.accumulateAndGet(message.id(), (a, b) -> a.isAfter(b) ? a : b);
                    })
                    .onGap(gap -> {}));
        }
        String data = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            channel.emit("e", data);
        }
        AtomicInteger held = new AtomicInteger();
        until(() -> "bounded " + how + ": of 100 messages, 40 are held at most, not " + held, () -> {
            held.set(client.transport().held());
            return held.get() <= 40;
        });
        MessageId last = channel.emit("e", "last");
        gate.countDown();
        until("the slow ones come to the end", () -> last.equals(newest.get()));
    }

    @Test
    @Rule("S8")
    void S8_withoutVirtualThreadsOnlySoManyHandlersRunAtOnce() {
        Assumptions.assumeTrue(Runtime.version().feature() < 21, "this JVM has virtual threads");
        Client client = lab().client(builder -> builder.handlerThreads(3));
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            names.add(name());
            client.channel(names.get(i))
                    .subscribe(options -> options.onMessage(message -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        pass(gate);
                        running.decrementAndGet();
                        done.incrementAndGet();
                    }));
        }
        names.forEach(name -> client.channel(name).emit("e", 1));
        until("3 handlers run", () -> running.get() == 3);
        until("saturation is told", () -> client.metrics().saturated.get() > 0);
        gate.countDown();
        until("all are handled", () -> done.get() == 8);
        assertEquals(3, most.get(), "the most that ran at once");
    }
}
