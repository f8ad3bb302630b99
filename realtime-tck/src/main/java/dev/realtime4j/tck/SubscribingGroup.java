package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** S1 to S3: when a subscription stands, where it starts, and what it lets through. */
abstract class SubscribingGroup extends ContractGroup {
    private static final int ROUNDS = 1000;

    SubscribingGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule("S1")
    @Stochastic
    void S1_whatIsEmittedAfterSubscribeReturnsIsDelivered() {
        Client emitter = client();
        Client reader = client();
        String used = name();
        Subscription keep = reader.channel(used).subscribe(options -> options.onMessage(message -> {}));
        AtomicInteger late = new AtomicInteger();
        int played = rounds(ROUNDS, i -> {
            // New channels, whose listener has to be opened, and one whose listener stands already.
            String name = i % 3 == 0 ? used : name();
            Inbox inbox = inbox();
            Subscription subscription = subscribe(reader.channel(name), inbox);
            MessageId id = emitter.channel(name).emit("e", i);
            long acknowledged = System.nanoTime();
            inbox.awaitMessages(1);
            if (System.nanoTime() - acknowledged > Duration.ofSeconds(1).toNanos()) {
                late.incrementAndGet();
            }
            assertEquals(List.of(id), inbox.ids(), "delivered in round " + i);
            subscription.close();
        });
        keep.close();
        // Within a second; a pause of this machine may hit a few.
        assertTrue(
                late.get() <= Math.max(1, played / 100),
                late + " of " + played + " messages came later than 1 s after their acknowledgement");
    }

    @Test
    @Rule("S1")
    @Stochastic
    void S1_whatIsAppendedAfterListeningStandsIsTold() {
        Transport emitter = transport();
        Transport reader = transport();
        for (int i = 0; i < 300; i++) {
            String name = name();
            SinkRecorder sink = SinkRecorder.listen(reader, name, lab());
            MessageId first = Lab.append(emitter, name, "1");
            sink.awaitUpTo(first);
            assertEquals(List.of(), sink.faults(), "calls of the sink");
            sink.close();
        }
    }

    @Test
    @Rule({"S2", "H6"})
    @Stochastic
    void S2_nothingOfBeforeIsDelivered() {
        Client emitter = client();
        Client reader = client();
        String used = name();
        Subscription keep = reader.channel(used).subscribe(options -> options.onMessage(message -> {}));
        rounds(ROUNDS, i -> {
            String name = i % 3 == 0 ? name() : used;
            emitter.channel(name).emit("e", "before");
            Inbox inbox = inbox();
            Subscription subscription = subscribe(reader.channel(name), inbox);
            MessageId after = emitter.channel(name).emit("e", "after");
            inbox.awaitMessage(after);
            assertEquals(List.of(after), inbox.ids(), "delivered in round " + i);
            subscription.close();
        });
        keep.close();
    }

    /** The standing listener has not told yet what is stored already. */
    @Test
    @Rule("S2")
    void S2_aHubThatIsBehindTellsANewSubscriptionNothingOld() {
        SimulatedFaults faults = new SimulatedFaults();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name());
        Inbox first = inbox();
        subscribe(channel, first);
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            faults.delayLive(Duration.ofMillis(100));
            ids.add(client().channel(channel.name()).emit("e", "before"));
            Inbox second = inbox();
            subscribe(channel, second);
            faults.delayLive(Duration.ZERO);
            first.awaitMessage(ids.get(ids.size() - 1));
            MessageId after = channel.emit("e", "after");
            ids.add(after);
            second.awaitMessage(after);
            assertEquals(List.of(after), second.ids(), "delivered to the second");
        }
        first.awaitExactly(ids);
    }

    /** The standing listener has not noticed yet that the log was set back, and holds what is lost. */
    @Test
    @Rule({"S2", "S13"})
    void S2_afterALostTailANewSubscriptionIsToldNothingOfIt() {
        SimulatedFaults faults = new SimulatedFaults();
        Channel channel = lab().client(faults).channel(name());
        Inbox first = inbox();
        subscribe(channel, first);
        List<MessageId> ids = emit(channel, 10);
        first.awaitMessage(ids.get(9));
        faults.log(channel.name()).lose(ids.get(6), ids.get(9));
        Inbox second = inbox();
        subscribe(channel, second);
        MessageId after = channel.emit("e", "after");
        second.awaitMessage(after);
        assertEquals(List.of(after), second.ids(), "delivered to the second");
        assertEquals(List.of(), second.gaps(), "told to the second");
        first.awaitMessage(after);
        assertEquals(1, first.gaps().size(), "told to the first");
    }

    @Test
    @Rule({"S2", "R3"})
    void S2_aListenerKnowsTheHeadItStartedAt() {
        Transport transport = transport();
        Transport other = transport();
        String name = name();
        assertEquals(
                MessageId.BEGINNING,
                SinkRecorder.listen(other, name, lab()).tail().head(),
                "head of an empty channel");
        List<MessageId> ids = Lab.append(transport, name, 5);
        SinkRecorder sink = SinkRecorder.listen(other, name, lab());
        assertEquals(ids.get(4), sink.tail().head(), "head");
        MessageId next = Lab.append(transport, name, "\"next\"");
        sink.awaitUpTo(next);
        assertEquals(ids.get(4), sink.tail().head(), "head stays what it was");
        assertFalse(sink.tail().recheck().isNegative(), "recheck");
        assertTrue(
                sink.tail().recheck().isZero() || sink.tail().recheck().compareTo(Duration.ofSeconds(1)) >= 0,
                "recheck is 0 or at least 1 s");
        sink.told()
                .forEach(told ->
                        assertTrue(told.entry().id().isAfter(ids.get(4)), () -> "told what was there: " + told));
    }

    @Test
    @Rule("S3")
    void S3_aFilterLetsExactlyItsEventsThrough() {
        Client client = client();
        Channel channel = client.channel(name());
        Channel emitter = client().channel(channel.name());
        List<String> events = List.of("a", "a.b", "a.b.c", "ab", "ab.c", "b", "b.a", "A.b", "a.bc", "a.b.c.d");
        Inbox all = inbox();
        Inbox exact = inbox();
        Inbox below = inbox();
        Inbox two = inbox();
        Inbox deeper = inbox();
        subscribe(channel, all);
        subscribe(channel, exact, options -> options.events("a"));
        subscribe(channel, below, options -> options.events("a.*"));
        subscribe(channel, two, options -> options.events("b", "ab"));
        subscribe(channel, deeper, options -> options.events("a.b.*", "a.b"));
        List<MessageId> ids =
                events.stream().map(event -> emitter.emit(event, 1)).toList();
        all.awaitMessage(ids.get(9));
        below.awaitMessage(ids.get(9));
        deeper.awaitMessage(ids.get(9));
        exact.awaitMessages(1);
        two.awaitMessages(2);
        exact.staysAt(1);
        assertEquals(events, events(all), "without a filter");
        assertEquals(List.of("a"), events(exact), "a");
        assertEquals(List.of("a.b", "a.b.c", "a.bc", "a.b.c.d"), events(below), "a.*");
        assertEquals(List.of("ab", "b"), events(two), "b, ab");
        assertEquals(List.of("a.b", "a.b.c", "a.b.c.d"), events(deeper), "a.b.*, a.b");
    }

    private static List<String> events(Inbox inbox) {
        return inbox.messages().stream().map(Message::event).toList();
    }

    @Test
    @Rule({"S3", "S10"})
    void S3_theSkippedIsNoGapAndMovesThePosition() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        Channel emitter = client().channel(channel.name());
        Inbox inbox = inbox();
        Subscription subscription = subscribe(channel, inbox, options -> options.events("wanted"));
        MessageId wanted = emitter.emit("wanted", 1);
        inbox.awaitMessage(wanted);
        for (int i = 0; i < 30; i++) {
            MessageId skipped = emitter.emit("other", i);
            until(
                    "the position advances over " + skipped,
                    () -> subscription.position().equals(skipped));
        }
        MessageId position = subscription.position();
        MessageId next = emitter.emit("wanted", 2);
        inbox.awaitExactly(List.of(wanted, next));
        until("the position is the last message", () -> subscription.position().equals(next));
        // The last message delivered is no longer kept, but nothing that followed the position is missing.
        Inbox resumed = inbox();
        subscribe(channel, resumed, options -> options.events("wanted").after(position));
        resumed.awaitExactly(List.of(next));
    }

    @Test
    @Rule({"S3", "S10", "S5"})
    void S3_aTrimmedStretchIsAGapWhateverTheFilter() {
        Channel channel = client().channel(name(Kept.FEW));
        MessageId wanted = channel.emit("wanted", 1);
        List<MessageId> others = emit(channel, 20);
        Inbox inbox = inbox();
        subscribe(channel, inbox, options -> options.events("wanted").after(wanted));
        inbox.awaitGap();
        Gap gap = inbox.gaps().get(0);
        assertEquals(wanted, gap.after(), "after");
        assertEquals(Gap.Reason.TRIMMED, gap.reason(), "reason");
        assertEquals(others.get(10), gap.next(), "the first message that is kept");
        MessageId next = channel.emit("wanted", 2);
        inbox.awaitMessage(next);
        inbox.staysAt(2);
    }

    @Test
    @Rule({"S3", "S6"})
    void S3_eventsWithAHandlerOfTheirOwnAreLetThrough() {
        Channel channel = client().channel(name());
        List<String> told = java.util.Collections.synchronizedList(new ArrayList<>());
        EventType<String> text = EventType.of("text", String.class);
        EventType<Integer> number = EventType.of("number", Integer.class);
        Inbox inbox = inbox();
        channel.subscribe(options -> options.events("plain")
                .on(text, message -> told.add("text " + message.data()))
                .on(number, message -> told.add("number " + message.data()))
                .onMessage(message -> {
                    told.add("other " + message.event());
                    inbox.message(message);
                }));
        channel.emit(text, "a");
        channel.emit(number, 1);
        channel.emit("unwanted", 1);
        channel.emit("plain", 1);
        channel.emit(text, "b");
        MessageId last = channel.emit("plain", 2);
        inbox.awaitMessage(last);
        assertEquals(List.of("text a", "number 1", "other plain", "text b", "other plain"), told, "one order");
    }
}
