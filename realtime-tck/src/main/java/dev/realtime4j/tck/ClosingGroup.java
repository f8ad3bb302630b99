package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** S11 and S12: closing, and what subscriptions cost. */
abstract class ClosingGroup extends ContractGroup {
    ClosingGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule("S11")
    @Stochastic
    void S11_noCallRunsOrStartsAfterClose() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        try (Crew crew = new Crew()) {
            crew.repeat(() -> emitFast(channel, 20));
            for (int round = 0; round < 100; round++) {
                AtomicBoolean closed = new AtomicBoolean();
                AtomicInteger late = new AtomicInteger();
                AtomicInteger running = new AtomicInteger();
                CountDownLatch called = new CountDownLatch(1);
                boolean replay = round % 2 == 0;
                Subscription subscription = channel.subscribe(options -> {
                    options.onMessage(message -> {
                        running.incrementAndGet();
                        late.addAndGet(closed.get() ? 1 : 0);
                        called.countDown();
                        LockSupport.parkNanos(1);
                        late.addAndGet(closed.get() ? 1 : 0);
                        running.decrementAndGet();
                    });
                    if (replay) {
                        options.replay();
                    }
                });
                HandlingGroup.pass(called);
                subscription.close();
                int stillRunning = running.get();
                closed.set(true);
                subscription.close();
                assertEquals(0, stillRunning, "handler calls running after close in round " + round);
                emitFast(channel, 5);
                assertEquals(0, late.get(), "handler calls after close in round " + round);
            }
            crew.stop();
        }
    }

    @Test
    @Rule("S11")
    void S11_closeWaitsForARunningHandler() {
        Client client = client();
        Channel channel = client.channel(name());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        Inbox inbox = inbox();
        Subscription subscription = channel.subscribe(options -> options.onMessage(message -> {
            inside.countDown();
            HandlingGroup.pass(gate);
            finished.set(!Thread.currentThread().isInterrupted());
            inbox.message(message);
        }));
        emit(channel, 3);
        HandlingGroup.pass(inside);
        try (Crew crew = new Crew()) {
            Future<Boolean> closing = crew.start(() -> {
                subscription.close();
                return finished.get();
            });
            assertFalse(closing.isDone(), "close waits");
            inbox.staysAt(0);
            assertFalse(closing.isDone(), "close still waits");
            gate.countDown();
            assertTrue(Crew.result(closing), "close returns when the handler has");
        }
        inbox.staysAt(1);
    }

    private Client impatient() {
        Duration request = Lab.TIMEOUTS.request();
        return lab().client(builder ->
                builder.timeouts(new RealtimeConfig.Timeouts(request, request, Duration.ofMillis(300))));
    }

    @Test
    @Rule("S11")
    void S11_aHandlerThatDoesNotEndIsInterruptedAfterTheCloseTimeout() {
        Client client = impatient();
        Channel channel = client.channel(name());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Subscription subscription = channel.subscribe(options -> options.onMessage(message -> {
            inside.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }));
        channel.emit("e", 1);
        HandlingGroup.pass(inside);
        long start = System.nanoTime();
        subscription.close();
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis >= 290 && millis < 3000, () -> "close took " + millis + " ms with a timeout of 300 ms");
        until("the handler is interrupted", () -> interrupted.getCount() == 0);
    }

    @Test
    @Rule("S11")
    void S11_fromInsideAHandlerCloseReturnsAtOnce() {
        Client client = client();
        Channel one = client.channel(name());
        Channel two = client.channel(name());
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CompletableFuture<Subscription> other = new CompletableFuture<>();
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        Inbox inbox = inbox();
        other.complete(two.subscribe(options -> options.onMessage(message -> {
            blocked.countDown();
            HandlingGroup.pass(gate);
        })));
        own.complete(one.subscribe(options -> options.onMessage(message -> {
            own.join().close();
            other.join().close();
            two.unsubscribe();
            one.unsubscribe();
            inbox.message(message);
        })));
        two.emit("e", 1);
        HandlingGroup.pass(blocked);
        emit(one, 3);
        inbox.awaitMessages(1);
        inbox.staysAt(1);
        gate.countDown();
        until("both are gone", () -> client.metrics().subscriptions.get() == 0);
    }

    @Test
    @Rule("S11")
    void S11_theRealtimeCanBeClosedFromInsideAHandler() {
        Client client = client();
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        channel.subscribe(options -> options.onMessage(message -> {
            client.realtime().close();
            inbox.message(message);
        }));
        channel.emit("e", 1);
        inbox.awaitMessages(1);
        until("later calls are refused", () -> isClosed(client));
        inbox.staysAt(1);
    }

    private static boolean isClosed(Client client) {
        try {
            client.channel("any").history();
            return false;
        } catch (IllegalStateException closed) {
            return true;
        } catch (RuntimeException closing) {
            return false;
        }
    }

    @Test
    @Rule("S11")
    void S11_unsubscribeClosesEverySubscriptionOfTheChannel() {
        Client client = client();
        Client other = client();
        String name = name();
        Channel elsewhere = client.channel(name());
        Inbox one = inbox();
        Inbox two = inbox();
        Inbox kept = inbox();
        Inbox others = inbox();
        subscribe(client.channel(name), one);
        subscribe(client.channel(name), two, options -> options.replay());
        subscribe(elsewhere, kept);
        subscribe(other.channel(name), others);
        client.channel(name).unsubscribe();
        client.channel(name).unsubscribe();
        MessageId id = other.channel(name).emit("e", 1);
        MessageId at = elsewhere.emit("e", 1);
        others.awaitExactly(List.of(id));
        kept.awaitExactly(List.of(at));
        assertEquals(List.of(), one.events(), "first");
        assertEquals(List.of(), two.events(), "second");
        Inbox again = inbox();
        subscribe(client.channel(name), again, options -> options.replay());
        again.awaitExactly(List.of(id));
    }

    @Test
    @Rule("S11")
    void S11_afterCloseEveryCallIsRefusedAndNothingIsDelivered() {
        Client client = client();
        Client other = client();
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        Subscription subscription = subscribe(channel, inbox);
        inbox.awaitMessage(channel.emit("e", 1));
        client.realtime().close();
        client.realtime().close();
        subscription.close();
        other.channel(channel.name()).emit("e", 2);
        inbox.staysAt(1);
        assertThrows(IllegalStateException.class, () -> channel.emit("e", 1));
        assertThrows(IllegalStateException.class, () -> channel.emitAsync("e", 1));
        assertThrows(IllegalStateException.class, () -> channel.history());
        assertThrows(IllegalStateException.class, () -> subscribe(channel, inbox()));
        assertThrows(IllegalStateException.class, channel::unsubscribe);
        assertThrows(
                IllegalStateException.class,
                () -> client.realtime().emitAll(List.of(Emission.of(channel.name(), "e", 1))));
        assertThrows(
                IllegalStateException.class, () -> client.realtime().emitAsync(Emission.of(channel.name(), "e", 1)));
        assertEquals(2, history(other.channel(channel.name())).size(), "another client goes on");
    }

    @Test
    @Rule("S11")
    void S11_aClosedTransportTellsNothingAndFailsLaterCalls() {
        Transport transport = transport();
        Transport other = transport();
        String name = name();
        SinkRecorder closedTail = SinkRecorder.listen(transport, name, lab());
        SinkRecorder open = SinkRecorder.listen(transport, name, lab());
        closedTail.close();
        closedTail.close();
        open.awaitUpTo(Lab.append(other, name, "1"));
        int told = open.told().size();
        transport.close();
        transport.close();
        MessageId id = Lab.append(other, name, "2");
        SinkRecorder others = SinkRecorder.listen(other, name, lab());
        others.awaitUpTo(Lab.append(other, name, "3"));
        assertEquals(told, open.told().size(), "told after close");
        assertEquals(List.of(), closedTail.faults(), "calls of a closed tail's sink");
        assertThrows(IllegalStateException.class, () -> Lab.append(transport, name, "4"));
        assertThrows(IllegalStateException.class, () -> Lab.read(transport, name, ReadRequest.head()));
        assertThrows(IllegalStateException.class, () -> SinkRecorder.listen(transport, name, lab()));
        assertTrue(id.isAfter(MessageId.BEGINNING), "the store is there for others");
    }

    @Test
    @Rule({"S12", "F5"})
    void S12_manySubscriptionsOfAChannelCostOneListener() {
        Client client = client();
        Channel channel = client.channel(name());
        List<Inbox> inboxes = new ArrayList<>();
        List<Callable<Subscription>> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Inbox inbox = inbox();
            inboxes.add(inbox);
            int kind = i % 3;
            tasks.add(() -> subscribe(channel, inbox, options -> {
                if (kind == 1) {
                    options.replay();
                } else if (kind == 2) {
                    options.events("e");
                }
            }));
        }
        List<Subscription> subscriptions;
        try (Crew crew = new Crew()) {
            subscriptions = crew.together(tasks);
        }
        List<MessageId> ids = emit(channel, 5);
        inboxes.forEach(inbox -> inbox.awaitMessages(5));
        inboxes.get(0).staysAt(5);
        inboxes.forEach(inbox -> assertEquals(ids, inbox.ids(), "delivered"));
        assertEquals(1, client.transport().mostOpen(channel.name()), "listeners at once");
        subscriptions.forEach(Subscription::close);
        until("the listener is closed", () -> client.transport().open() == 0);
        Inbox again = inbox();
        subscribe(channel, again);
        again.awaitExactly(List.of(channel.emit("e", 1)));
        assertEquals(1, client.transport().mostOpen(channel.name()), "listeners at once");
    }

    @Test
    @Rule({"S11", "S12", "F5"})
    void S11_tenThousandSubscriptionsLeaveNothingBehind() {
        // In a thread group of their own: threads of other tests do not count.
        ThreadGroup group = new ThreadGroup("tck-leaks");
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                subscribeTenThousandTimes(group);
                ended.complete(null);
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        };
        new Thread(group, body, "tck-crew").start();
        Waiting.get(ended);
    }

    private void subscribeTenThousandTimes(ThreadGroup group) {
        int handlers = 8;
        Client client = lab().client(builder -> builder.handlerThreads(handlers));
        inboxOf(client.channel(name())).close();
        until("the first is gone", () -> client.transport().open() == 0);
        int before = threads(group).size();
        String shared = name();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 2500; i++) {
                names.add(i % 2 == 0 ? shared : name());
            }
            tasks.add(() -> {
                for (String name : names) {
                    client.channel(name)
                            .subscribe(options -> options.onMessage(message -> {}))
                            .close();
                }
                return null;
            });
        }
        try (Crew crew = new Crew()) {
            crew.together(tasks);
        }
        until("no listener is left", () -> client.transport().open() == 0);
        until("no hub is left", () -> client.metrics().hubs.get() == 0);
        assertEquals(0, client.metrics().subscriptions.get(), "subscriptions");
        List<String> after = threads(group);
        assertTrue(
                after.size() <= before + handlers + 8,
                () -> before + " threads before 10,000 subscriptions, then " + after.size() + ": "
                        + after.subList(0, 16));
        client.realtime().close();
        until("every thread of the client ends", () -> threads(group).isEmpty());
    }

    private Subscription inboxOf(Channel channel) {
        Inbox inbox = inbox();
        Subscription subscription = subscribe(channel, inbox);
        inbox.awaitMessage(channel.emit("e", 1));
        return subscription;
    }

    /** The threads of a group but those of the test and those that the JDK keeps for all. */
    private static List<String> threads(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 100];
        int count = group.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .map(Thread::getName)
                .filter(name -> !name.startsWith("tck-crew")
                        && !name.startsWith("ForkJoinPool.commonPool")
                        && !name.startsWith("CompletableFutureDelayScheduler"))
                .toList();
    }

    @Test
    @Rule({"F5", "E2", "S11"})
    @Stochastic
    void F5_anythingMayBeDoneByAnyThreadAtAnyTime() {
        Client client = client();
        List<String> names = List.of(name(Kept.MANY), name(Kept.MANY), name(Kept.MANY));
        List<Inbox> inboxes = new ArrayList<>();
        for (String name : names) {
            inboxes.add(inbox());
            subscribe(client.channel(name), inboxes.get(inboxes.size() - 1));
        }
        AtomicInteger emitted = new AtomicInteger();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            java.util.Random random = new java.util.Random(lab().random().nextLong());
            tasks.add(() -> {
                for (int i = 0; i < 300; i++) {
                    Channel channel = client.channel(names.get(random.nextInt(3)));
                    switch (random.nextInt(6)) {
                        case 0 -> emitted.addAndGet(emit(channel, 1).size());
                        case 1 -> emitted.addAndGet(emitFast(channel, 5).size());
                        case 2 -> channel.history();
                        case 3 -> inboxOf(channel, emitted).close();
                        case 4 ->
                            channel.subscribe(options -> options.replay().onMessage(message -> {}))
                                    .close();
                        default -> {
                            CompletableFuture<MessageId> keyed = client.realtime()
                                    .emitAsync(
                                            Emission.of(channel.name(), "e", 1).withKey("k" + random.nextInt(3)));
                            Waiting.get(keyed);
                        }
                    }
                }
                return null;
            });
        }
        try (Crew crew = new Crew()) {
            crew.together(tasks);
        }
        for (int i = 0; i < names.size(); i++) {
            List<MessageId> log = history(client.channel(names.get(i)));
            inboxes.get(i).awaitMessages(log.size());
            assertEquals(log, inboxes.get(i).ids(), "delivered");
            assertEquals(List.of(), inboxes.get(i).gaps(), "gaps");
        }
        assertTrue(emitted.get() > 0, "something was emitted");
    }

    private Subscription inboxOf(Channel channel, AtomicInteger emitted) {
        Subscription subscription = inboxOf(channel);
        emitted.incrementAndGet();
        return subscription;
    }
}
