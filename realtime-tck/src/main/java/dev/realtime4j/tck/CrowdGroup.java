package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** S12 and F5: what many subscriptions cost, and what many threads may do at once. */
abstract class CrowdGroup extends ContractGroup {
    CrowdGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"S12", "F5"})
    @Lengthy
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
    @Lengthy
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
    @Lengthy
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
