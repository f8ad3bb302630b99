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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** S11: after {@code close} there is silence. */
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

    /** What follows is in memory already, and the handler was about to get it. */
    @Test
    @Rule("S11")
    void S11_nothingFollowsACloseFromInsideAHandler() {
        Channel channel = client().channel(name(Kept.MANY));
        Inbox first = inbox();
        subscribe(channel, first);
        List<MessageId> ids = emit(channel, 50);
        first.awaitMessage(ids.get(49));
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        Inbox inbox = inbox();
        own.complete(channel.subscribe(options -> options.after(ids.get(0)).onMessage(message -> {
            inbox.message(message);
            if (message.id().equals(ids.get(10))) {
                own.join().close();
            }
        })));
        inbox.awaitExactly(ids.subList(1, 11));
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
        var unused = channel.emitAsync("e", 1); // the message may come before the answer, which close may then cut off
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
}
