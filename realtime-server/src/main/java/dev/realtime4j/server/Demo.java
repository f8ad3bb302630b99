package dev.realtime4j.server;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.codec.RawJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** The steps of {@code realtime demo}. All is printed by one thread, so that every run reads the same. */
final class Demo {
    private static final EventType<Integer> TICK = EventType.of("tick", Integer.class);
    private static final EventType<String> NEWS = EventType.of("announcement", String.class);

    private final Story story;

    /** The events of this application and the types of their data. */
    interface ShopEvents {
        Order order();

        Chat chat();

        interface Order {
            Event<Placed> placed();

            Event<Shipped> shipped();
        }

        interface Chat {
            Event<Said> message();
        }
    }

    record Placed(String item, int quantity) {}

    record Shipped(String item) {}

    record Said(String who, String text) {}

    Demo(Story story) {
        this.story = story;
    }

    void play() throws InterruptedException {
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .events(ShopEvents.class)
                .retention("ticker-", new Retention(3, Duration.ofHours(1)))
                .build();
        story.say("Realtime: a channel is a log, a subscription is a cursor in it.");
        story.say("All of this runs in one process, on the backend memory:.");
        try (Realtime realtime = Realtime.connect(config)) {
            typedChannels(realtime);
            wrongData(realtime);
            replay(realtime);
            resume(realtime);
            gap(realtime);
            slowSubscriber(realtime);
            batch(realtime);
            idempotencyKey(realtime);
        }
        story.say("");
        story.say("That was all. docs/guide.md explains each step.");
    }

    private void typedChannels(Realtime realtime) throws InterruptedException {
        story.step("Two channels with typed events, live");
        Channel orders = realtime.channel("orders");
        Channel room = realtime.channel("room-1");
        Inbox<String> fromOrders = new Inbox<>();
        Inbox<String> fromRoom = new Inbox<>();
        ShopEvents.Order order = orders.events(ShopEvents.class).order();
        ShopEvents.Chat chat = room.events(ShopEvents.class).chat();
        order.placed().subscribe(message -> fromOrders.accept(message.event() + " " + message.data()));
        chat.message().subscribe(message -> fromRoom.accept(message.event() + " " + message.data()));
        story.call("subscribe to order.placed on \"orders\" and to chat.message on \"room-1\"");

        order.placed().emit(new Placed("tea", 2));
        order.shipped().emit(new Shipped("tea"));
        order.placed().emit(new Placed("cups", 6));
        chat.message().emit(new Said("Ann", "Where is the tea?"));
        chat.message().emit(new Said("Bob", "On its way."));
        story.call("emit order.placed, order.shipped, order.placed on \"orders\", two chat.message on \"room-1\"");
        fromOrders.take(2).forEach(line -> story.outcome("orders: " + line));
        fromRoom.take(2).forEach(line -> story.outcome("room-1: " + line));
        orders.unsubscribe();
        room.unsubscribe();
        story.outcome("order.shipped was stored, but nobody subscribed to it.");
    }

    private void wrongData(Realtime realtime) {
        story.step("Data that does not fit its event is refused, and nothing is stored");
        Channel orders = realtime.channel("orders");
        int before = orders.history().messages().size();
        story.call("emit order.placed {\"item\":\"tea\",\"quantity\":\"many\"}");
        try {
            orders.emit("order.placed", RawJson.of("{\"item\":\"tea\",\"quantity\":\"many\"}"));
        } catch (InvalidDataException e) {
            story.trouble(String.valueOf(e.getMessage()));
        }
        story.outcome("messages in the log before and after: " + before + " and "
                + orders.history().messages().size());
    }

    private void replay(Realtime realtime) throws InterruptedException {
        story.step("Replay, then live, without a seam");
        Channel room = realtime.channel("room-1");
        Inbox<String> seen = new Inbox<>();
        Subscription subscription = room.subscribe(options ->
                options.replayLatest(2).onMessage(message -> seen.accept(message.event() + " " + message.json())));
        story.call("subscribe to \"room-1\" with the latest 2");
        seen.take(2).forEach(line -> story.outcome("replayed: " + line));
        room.events(ShopEvents.class).chat().message().emit(new Said("Ann", "It has come!"));
        story.call("emit chat.message");
        seen.take(1).forEach(line -> story.outcome("live: " + line));
        subscription.close();
    }

    private void resume(Realtime realtime) throws InterruptedException {
        story.step("Resume from a cursor: every message once");
        Channel steps = realtime.channel("job-7");
        Inbox<String> first = new Inbox<>();
        Subscription before = steps.subscribe(TICK, message -> first.accept(String.valueOf(message.data())));
        IntStream.rangeClosed(1, 3).forEach(i -> steps.emit(TICK, i));
        story.call("subscribe to \"job-7\", emit 1 to 3");
        story.outcome("received: " + String.join(" ", first.take(3)));
        before.close();
        MessageId cursor = before.position();
        IntStream.rangeClosed(4, 6).forEach(i -> steps.emit(TICK, i));
        story.call("close the subscription, keep its position, emit 4 to 6 while nobody listens");
        Inbox<String> second = new Inbox<>();
        Subscription after =
                steps.subscribe(options -> options.after(cursor).onMessage(message -> second.accept(message.json())));
        story.call("subscribe after the position");
        story.outcome("received: " + String.join(" ", second.take(3)));
        after.close();
    }

    private void gap(Realtime realtime) throws InterruptedException {
        story.step("A gap is told, never hidden: this channel keeps 3 messages only");
        Channel ticker = realtime.channel("ticker-eur");
        MessageId first = ticker.emit(TICK, 1);
        IntStream.rangeClosed(2, 10).forEach(i -> ticker.emit(TICK, i));
        story.call("emit 1 to 10, then subscribe after message 1");
        Inbox<String> seen = new Inbox<>();
        Subscription subscription = ticker.subscribe(options -> options.after(first)
                .onGap(gap -> seen.accept("gap: messages are missing here (" + gap.reason() + ")"))
                .onMessage(message -> seen.accept("tick " + message.json())));
        story.trouble(seen.take(1).get(0));
        seen.take(3).forEach(story::outcome);
        subscription.close();
    }

    private void slowSubscriber(Realtime realtime) throws InterruptedException {
        story.step("A slow subscriber holds nobody up and loses nothing");
        int count = 500;
        Channel sensors = realtime.channel("sensors");
        CountDownLatch release = new CountDownLatch(1);
        Inbox<Integer> fast = new Inbox<>();
        Inbox<Integer> slow = new Inbox<>();
        Subscription slowOne = sensors.subscribe(options -> options.on(TICK, message -> {
            awaitQuietly(release);
            slow.accept(message.data());
        }));
        Subscription fastOne = sensors.subscribe(TICK, message -> fast.accept(message.data()));
        IntStream.rangeClosed(1, count).forEach(i -> sensors.emit(TICK, i));
        story.call("two subscribers, one of them stuck in its first message; emit 1 to " + count);
        story.outcome("the fast one has " + fast.take(count).size() + ", the slow one " + slow.size());
        release.countDown();
        story.call("the slow one gets unstuck");
        boolean inOrder =
                slow.take(count).equals(IntStream.rangeClosed(1, count).boxed().toList());
        story.outcome("it has caught up from the log: " + count + " messages, "
                + (inOrder ? "each once and in order" : "NOT in order"));
        slowOne.close();
        fastOne.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void batch(Realtime realtime) throws InterruptedException {
        story.step("One batch to many channels");
        List<String> teams = List.of("team-red", "team-green", "team-blue");
        Map<String, Inbox<String>> inboxes = new LinkedHashMap<>();
        for (String team : teams) {
            Inbox<String> inbox = new Inbox<>();
            inboxes.put(team, inbox);
            realtime.channel(team).subscribe(NEWS, message -> inbox.accept(message.data()));
        }
        realtime.emitAll(teams.stream()
                        .map(team -> Emission.of(team, NEWS, "Lunch is served"))
                        .toList())
                .forEach(result -> result.orThrow());
        story.call("emit an announcement to " + String.join(", ", teams));
        for (Map.Entry<String, Inbox<String>> team : inboxes.entrySet()) {
            story.outcome(team.getKey() + ": " + team.getValue().take(1).get(0));
            realtime.channel(team.getKey()).unsubscribe();
        }
    }

    private void idempotencyKey(Realtime realtime) {
        story.step("An idempotency key makes repeating safe");
        Emission payment =
                Emission.of("payments", "payment.made", Map.of("amount", 42)).withKey("invoice-1");
        MessageId first = realtime.emitAll(List.of(payment)).get(0).orThrow();
        MessageId second = realtime.emitAll(List.of(payment)).get(0).orThrow();
        story.call("emit payment.made twice with the key invoice-1");
        story.outcome("both emits gave the same id: " + first.equals(second));
        story.outcome("messages in the log: "
                + realtime.channel("payments").history().messages().size());
    }
}
