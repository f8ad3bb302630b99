package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.Subscription.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** S9 and S13: interruptions, restarts, and logs that are no longer the same. */
abstract class RecoveryGroup extends ContractGroup {
    /** Less than what is kept, however long a test takes. */
    private static final int MOST_EMITTED = 50_000;

    RecoveryGroup(TransportContract contract) {
        super(contract);
    }

    /** Nothing lost, nothing twice, nothing told to be lost, whatever happened meanwhile. */
    private void assertSeesTheLog(Channel channel, List<Inbox> inboxes) {
        MessageId last = emitSurely(channel, "last");
        inboxes.forEach(inbox -> inbox.awaitMessage(last));
        List<Message<?>> messages = walk(channel, HistoryQuery.all());
        List<MessageId> log = ids(messages);
        List<String> once = json(messages).stream()
                .filter(json -> json.startsWith("\"" + PERHAPS))
                .toList();
        assertEquals(List.copyOf(new LinkedHashSet<>(once)), once, "emitted once each");
        for (Inbox inbox : inboxes) {
            assertEquals(log, inbox.ids(), "delivered");
            assertEquals(List.of(), inbox.gaps(), "gaps");
        }
        inboxes.get(0).staysAt(log.size());
    }

    @Test
    @Rule({"S9", "S10", "S1"})
    void S9_aCutLosesAndRepeatsNothing() {
        Faults faults = faults(Faults.Kind.CUT);
        Client one = client();
        Client two = client();
        String name = name(Kept.MANY);
        List<Inbox> inboxes = List.of(inbox(), inbox(), inbox());
        subscribe(one.channel(name), inboxes.get(0));
        subscribe(two.channel(name), inboxes.get(1));
        subscribe(two.channel(name), inboxes.get(2), options -> options.replay());
        List<MessageId> before = emit(one.channel(name), 10);
        inboxes.forEach(inbox -> inbox.awaitMessage(before.get(9)));
        for (int round = 0; round < 3; round++) {
            faults.cut(() -> emitPerhaps(one.channel(name), 20));
            assertSeesTheLog(one.channel(name), inboxes);
        }
    }

    @Test
    @Rule({"S9", "S10"})
    @Stochastic
    void S9_manyCutsUnderAnEmitterThatNeverPauses() {
        Faults faults = faults(Faults.Kind.CUT);
        Client emitter = client();
        Client reader = client();
        String name = name(Kept.MANY);
        List<Inbox> inboxes = List.of(inbox(), inbox());
        emitFast(emitter.channel(name), 500);
        subscribe(reader.channel(name), inboxes.get(0), options -> options.replay());
        AtomicInteger emitted = new AtomicInteger();
        try (Crew crew = new Crew()) {
            crew.repeat(() -> {
                if (emitted.addAndGet(5) < MOST_EMITTED) {
                    emitPerhaps(emitter.channel(name), 5);
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            });
            subscribe(reader.channel(name), inboxes.get(1), options -> options.after(MessageId.BEGINNING));
            for (int round = 0; round < 20; round++) {
                int seen = inboxes.get(0).events().size();
                AtomicInteger stored = new AtomicInteger();
                Runnable emit = () -> stored.addAndGet(emitPerhaps(reader.channel(name), 1));
                faults.cut(emit);
                // The crew may have emitted all that it may, and just after a cut an emit may fail.
                until("an emit after a cut", () -> {
                    if (stored.get() == 0) {
                        emit.run();
                    }
                    return stored.get() > 0;
                });
                inboxes.get(0).awaitMessages(seen + 1);
            }
            crew.stop();
        }
        assertSeesTheLog(emitter.channel(name), inboxes);
    }

    @Test
    @Rule({"S9", "R2", "S10"})
    void S9_whatRetentionTookDuringACutIsAGap() {
        SimulatedFaults faults = new SimulatedFaults();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name(Kept.FEW));
        Channel emitter = client().channel(channel.name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>(emit(emitter, 5));
        inbox.awaitMessages(5);
        faults.cut(() -> ids.addAll(emit(emitter, 30)));
        inbox.awaitMessage(ids.get(34));
        inbox.staysAt(inbox.events().size());
        // Before the gap there may be more than five: a hint that comes before the cut may have the log read during it.
        DeliveryCheck.everythingIsDeliveredOrTold(ids, inbox.events());
        List<MessageId> told = inbox.ids();
        assertEquals(ids.subList(25, 35), told.subList(told.size() - 10, told.size()), "delivered after the gap");
    }

    @Test
    @Rule("S9")
    void S9_theStatusFollowsInterruptionsAlone() {
        SimulatedFaults faults = new SimulatedFaults();
        Client client = lab().client(faults);
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        Subscription subscription = subscribe(channel, inbox);
        inbox.awaitStatus(Status.CONNECTED, 1);
        inbox.awaitMessage(channel.emit("e", 1));
        // A failing emit is no interruption.
        faults.failAppends(name -> true, SimulatedFaults.Moment.BEFORE_STORING);
        assertEquals(0, emitPerhaps(channel, 3), "stored");
        faults.healAppends();
        assertEquals(Status.CONNECTED, subscription.status(), "status");
        faults.cut(() -> {
            inbox.awaitStatus(Status.RECONNECTING, 1);
            inbox.staysAt(1);
            assertEquals(Status.RECONNECTING, subscription.status(), "status while cut");
        });
        inbox.awaitStatus(Status.CONNECTED, 2);
        assertEquals(Status.CONNECTED, subscription.status(), "status afterwards");
        assertEquals(
                List.of(Status.CONNECTED, Status.RECONNECTING, Status.CONNECTED), inbox.statuses(), "statuses told");
    }

    /** Whoever says too early that listening stands again has nothing read later, and nothing that comes next hints at it. */
    @Test
    @Rule("S9")
    void S9_aCutIsToldAndWhatCameInItIsDeliveredWithoutAHint() {
        Faults faults = faults(Faults.Kind.CUT);
        Client client = client();
        Inbox inbox = inbox();
        Channel channel = client.channel(name());
        Channel emitter = client().channel(channel.name());
        subscribe(channel, inbox);
        inbox.awaitStatus(Status.CONNECTED, 1);
        List<MessageId> during = new ArrayList<>();
        faults.cut(() -> {
            inbox.awaitStatus(Status.RECONNECTING, 1);
            inbox.staysAt(0);
            during.add(emitSurely(emitter, "during"));
        });
        inbox.awaitMessage(during.get(0));
        inbox.awaitStatus(Status.CONNECTED, 2);
        List<Status> told = inbox.statuses();
        for (int i = 0; i < told.size(); i++) {
            assertEquals(i % 2 == 0 ? Status.CONNECTED : Status.RECONNECTING, told.get(i), () -> "statuses " + told);
        }
        assertSeesTheLog(channel, List.of(inbox));
    }

    @Test
    @Rule({"S9", "S10", "E1", "P1"})
    void S9_aKillAndRestartLosesAndRepeatsNothing() {
        demands(Profile.DURABLE);
        Faults faults = faults(Faults.Kind.RESTART);
        Client one = client();
        Client two = client();
        String name = name(Kept.MANY);
        List<Inbox> inboxes = List.of(inbox(), inbox());
        subscribe(one.channel(name), inboxes.get(0));
        subscribe(two.channel(name), inboxes.get(1));
        List<MessageId> acknowledged = emit(one.channel(name), 50);
        MessageId cursor = acknowledged.get(20);
        faults.restart();
        assertSeesTheLog(one.channel(name), inboxes);
        List<MessageId> log = history(two.channel(name));
        assertEquals(acknowledged, log.subList(0, 50), "what was acknowledged is there");
        Inbox resumed = inbox();
        subscribe(two.channel(name), resumed, options -> options.after(cursor));
        resumed.awaitExactly(log.subList(21, log.size()));
    }

    @Test
    @Rule({"S9", "E1", "P1"})
    void S9_theLossOfANodeLosesAndRepeatsNothing() {
        demands(Profile.CLUSTERED);
        Faults faults = faults(Faults.Kind.LOSE_NODE);
        Client one = client();
        Client two = client();
        String name = name(Kept.MANY);
        List<Inbox> inboxes = List.of(inbox(), inbox());
        subscribe(one.channel(name), inboxes.get(0));
        subscribe(two.channel(name), inboxes.get(1));
        List<MessageId> acknowledged = new ArrayList<>(emit(one.channel(name), 50));
        faults.loseNode(() -> {
            acknowledged.add(emitSurely(one.channel(name), "without the node"));
            inboxes.forEach(inbox -> inbox.awaitMessage(acknowledged.get(50)));
        });
        assertSeesTheLog(one.channel(name), inboxes);
        assertTrue(history(two.channel(name)).containsAll(acknowledged), "what was acknowledged is there");
    }

    /** A subscriber that was caught up, one with a filter, and one that lags, in two clients. */
    private final class Followers {
        final Inbox caughtUp = inbox();
        final Inbox elsewhere = inbox();
        final Inbox filtered = inbox();
        final Inbox lagging = inbox();
        final CountDownLatch gate = new CountDownLatch(1);

        Followers(Client one, Client two, String name) {
            subscribe(one.channel(name), caughtUp);
            subscribe(two.channel(name), elsewhere);
            subscribe(one.channel(name), filtered, options -> options.events("never"));
            one.channel(name)
                    .subscribe(options -> options.onMessage(message -> {
                                lagging.message(message);
                                HandlingGroup.pass(gate);
                            })
                            .onGap(lagging::gap));
        }

        List<Inbox> all() {
            return List.of(caughtUp, elsewhere, filtered, lagging);
        }
    }

    private static void assertToldOneReset(Inbox inbox) {
        inbox.awaitGap();
        assertEquals(1, inbox.gaps().size(), () -> "gaps and resets told: " + inbox);
        assertEquals(Gap.Reason.RESET, inbox.gaps().get(0).reason(), "reason");
    }

    @Test
    @Rule({"S13", "S10", "S9"})
    void S13_everySubscriptionIsToldThatTheLogIsNew() {
        Faults faults = faults(Faults.Kind.RECREATE);
        Client one = client();
        Client two = client();
        String name = name();
        Followers followers = new Followers(one, two, name);
        List<MessageId> old = emit(one.channel(name), 10);
        followers.caughtUp.awaitMessage(old.get(9));
        followers.elsewhere.awaitMessage(old.get(9));
        followers.lagging.awaitMessages(1);
        faults.recreate();
        List<MessageId> fresh = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            fresh.add(emitSurely(one.channel(name), i));
        }
        followers.gate.countDown();
        followers.all().forEach(RecoveryGroup::assertToldOneReset);
        for (Inbox inbox : List.of(followers.caughtUp, followers.elsewhere, followers.lagging)) {
            inbox.awaitMessage(fresh.get(4));
            List<MessageId> ids = inbox.ids();
            assertEquals(fresh, ids.subList(ids.size() - 5, ids.size()), "all of the new log");
            assertEquals(old.subList(0, ids.size() - 5), ids.subList(0, ids.size() - 5), "after the old one");
        }
        assertEquals(List.of(), followers.filtered.ids(), "the filter holds");
        MessageId more = one.channel(name).emit("e", "more");
        for (Inbox inbox : List.of(followers.caughtUp, followers.elsewhere, followers.lagging)) {
            inbox.awaitMessage(more);
            assertEquals(1, inbox.gaps().size(), () -> "told once: " + inbox);
        }
    }

    @Test
    @Rule({"S13", "S10", "S9"})
    void S13_afterALostTailAllThatIsThereIsDelivered() {
        Faults faults = faults(Faults.Kind.LOSE_TAIL);
        Client one = client();
        Client two = client();
        String name = name();
        Followers followers = new Followers(one, two, name);
        List<MessageId> old = emit(one.channel(name), 10);
        followers.caughtUp.awaitMessage(old.get(9));
        followers.elsewhere.awaitMessage(old.get(9));
        followers.lagging.awaitMessages(1);
        faults.loseTail(name, 3);
        followers.caughtUp.awaitGap();
        List<MessageId> fresh = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            fresh.add(emitSurely(one.channel(name), i));
        }
        followers.gate.countDown();
        followers.all().forEach(RecoveryGroup::assertToldOneReset);
        List<MessageId> log = new ArrayList<>(old.subList(0, 7));
        log.addAll(fresh);
        assertEquals(log, history(two.channel(name)), "the log");
        for (Inbox inbox : List.of(followers.caughtUp, followers.elsewhere, followers.lagging)) {
            inbox.awaitMessage(fresh.get(4));
            List<MessageId> sinceReset = sinceReset(inbox);
            assertTrue(inbox.ids().containsAll(log), () -> "all of the log is delivered: " + inbox);
            EmittingGroup.assertIncreasing(sinceReset, "ids since the reset");
            assertTrue(log.containsAll(sinceReset), () -> "nothing but the log since the reset: " + inbox);
        }
        List<MessageId> wentOn = sinceReset(followers.caughtUp);
        assertTrue(
                wentOn.equals(fresh) || wentOn.equals(log),
                () -> "it goes on after the newest that is common, or from the oldest where none is shown to be: "
                        + wentOn);
    }

    private static List<MessageId> sinceReset(Inbox inbox) {
        List<MessageId> ids = new ArrayList<>();
        boolean since = false;
        for (Object event : inbox.events()) {
            if (event instanceof Gap) {
                since = true;
            } else if (since && event instanceof Message<?> message) {
                ids.add(message.id());
            }
        }
        return ids;
    }

    /** What was appended while listening was down is found although no later entry hints at it. */
    @Test
    @Rule({"S9", "S1"})
    void S9_whatCameDuringAnInterruptionIsReadWithoutAHint() {
        SimulatedFaults faults = new SimulatedFaults();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name());
        Channel emitter = client().channel(channel.name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            faults.cut(() -> ids.add(emitter.emit("e", 1)));
            inbox.awaitMessage(ids.get(round));
        }
        inbox.awaitExactly(ids);
        assertEquals(10, reader.metrics().healed.get(), "messages that were healed");
    }

    /** A resume that comes while the live path is down, and one that is under way when it breaks. */
    @Test
    @Rule({"S9", "S4", "S5"})
    void S9_aReplayOutlivesCuts() {
        SimulatedFaults faults = new SimulatedFaults();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name(Kept.MANY));
        Channel emitter = client().channel(channel.name());
        List<MessageId> ids = new ArrayList<>(emitFast(emitter, 3000));
        Inbox inbox = inbox();
        Inbox resumed = inbox();
        channel.subscribe(options -> options.replay()
                .onMessage(message -> {
                    inbox.message(message);
                    if (inbox.events().size() % 1000 == 500) {
                        faults.interrupt();
                    }
                    if (inbox.events().size() % 1000 == 600) {
                        faults.restore();
                    }
                })
                .onGap(inbox::gap));
        inbox.awaitMessages(3000);
        faults.cut(() -> {
            ids.addAll(emit(emitter, 5));
            subscribe(channel, resumed, options -> options.after(ids.get(2000)));
        });
        ids.addAll(emit(emitter, 5));
        inbox.awaitExactly(ids);
        resumed.awaitExactly(ids.subList(2001, ids.size()));
    }
}
