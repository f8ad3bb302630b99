package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** S5: exactly what follows a cursor, or to be told why not. */
abstract class ResumeGroup extends ContractGroup {
    /** A backend in memory stores more than is kept within a second. */
    private static final int MOST_AT_FULL_SPEED = 50_000;

    ResumeGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"S5", "S10"})
    void S5_afterACursorComesExactlyWhatFollows() {
        Client one = client();
        Client two = client();
        String name = name();
        List<MessageId> ids = new ArrayList<>(emit(one.channel(name), 30));
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Inbox inbox = inbox();
            MessageId cursor = ids.get(i);
            subscribe((i % 2 == 0 ? one : two).channel(name), inbox, options -> options.after(cursor));
            inboxes.add(inbox);
        }
        ids.add(two.channel(name).emit("e", "live"));
        for (int i = 0; i < 30; i++) {
            inboxes.get(i).awaitMessages(30 - i);
        }
        inboxes.get(29).staysAt(1);
        for (int i = 0; i < 30; i++) {
            assertEquals(ids.subList(i + 1, 31), inboxes.get(i).ids(), "after message " + i);
            assertEquals(List.of(), inboxes.get(i).gaps(), "gaps");
        }
    }

    @Test
    @Rule({"S5", "S10", "R4"})
    @Lengthy
    void S5_fromEveryCursorAGapIsToldIfAndOnlyIfSomethingIsMissing() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        List<MessageId> ids = emit(channel, 40);
        for (int i = 0; i < 40; i += i < 25 ? 4 : 1) {
            Inbox inbox = inbox();
            MessageId cursor = ids.get(i);
            Subscription subscription = subscribe(channel, inbox, options -> options.after(cursor));
            List<MessageId> rest = ids.subList(Math.max(30, i + 1), 40);
            if (i >= 29) {
                inbox.awaitExactly(rest);
            } else {
                inbox.awaitMessages(10);
                inbox.staysAt(11);
                assertEquals(
                        new Gap(channel.name(), cursor, ids.get(30), Gap.Reason.TRIMMED),
                        inbox.events().get(0),
                        "told first");
                assertEquals(rest, inbox.ids(), "then what is kept");
            }
            subscription.close();
        }
    }

    @Test
    @Rule("S5")
    void S5_failOnGapThrowsInsteadOfTelling() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        List<MessageId> ids = emit(channel, 25);
        Inbox inbox = inbox();
        CursorUnavailableException refused = assertThrows(
                CursorUnavailableException.class,
                () -> subscribe(
                        channel, inbox, options -> options.after(ids.get(3)).failOnGap()));
        assertEquals(new Gap(channel.name(), ids.get(3), ids.get(15), Gap.Reason.TRIMMED), refused.gap(), "gap");
        Inbox whole = inbox();
        subscribe(channel, whole, options -> options.after(ids.get(14)).failOnGap());
        whole.awaitExactly(ids.subList(15, 25));
        assertEquals(List.of(), inbox.events(), "nothing is told after a refusal");
        until(
                "a refused subscription leaves nothing behind",
                () -> client.metrics().subscriptions.get() == 1);
    }

    @Test
    @Rule({"S5", "S10"})
    void S5_theBeginningIsACursorOfEveryLog() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        Inbox early = inbox();
        subscribe(channel, early, options -> options.after(MessageId.BEGINNING));
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(channel.emit("e", i));
        }
        early.awaitExactly(ids);
        Inbox whole = inbox();
        subscribe(channel, whole, options -> options.after(MessageId.BEGINNING).failOnGap());
        whole.awaitExactly(ids);
        ids.addAll(emit(channel, 10));
        early.awaitExactly(ids); // before that, what is gone may still be had from memory
        Inbox trimmed = inbox();
        subscribe(channel, trimmed, options -> options.after(MessageId.BEGINNING));
        trimmed.awaitMessages(10);
        trimmed.staysAt(11);
        assertEquals(
                new Gap(channel.name(), MessageId.BEGINNING, ids.get(10), Gap.Reason.TRIMMED),
                trimmed.events().get(0),
                "what followed the beginning is known to be gone");
        assertEquals(ids.subList(10, 20), trimmed.ids(), "what is kept");
    }

    @Test
    @Rule({"S5", "S10"})
    void S5_aCursorOfAnEmptyChannelResumes() {
        Client client = client();
        Channel channel = client.channel(name());
        MessageId fromHistory = channel.history().cursor();
        Inbox live = inbox();
        MessageId fromSubscription = subscribe(channel, live).position();
        List<MessageId> ids = emit(channel, 5);
        live.awaitExactly(ids);
        for (MessageId cursor : List.of(fromHistory, fromSubscription)) {
            Inbox inbox = inbox();
            subscribe(channel, inbox, options -> options.after(cursor));
            inbox.awaitExactly(ids);
        }
    }

    @Test
    @Rule("S5")
    @Lengthy
    void S5_twoResumesFromOneCursorGiveTheSame() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        List<MessageId> ids = emit(channel, 25);
        for (MessageId cursor : List.of(ids.get(2), ids.get(14), ids.get(20), ids.get(24))) {
            List<List<Object>> told = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                Inbox inbox = inbox();
                Subscription subscription = subscribe(channel, inbox, options -> options.after(cursor));
                inbox.awaitMessages(Math.min(10, 24 - ids.indexOf(cursor)));
                inbox.staysAt(inbox.events().size());
                told.add(inbox.events().stream()
                        .<Object>map(event -> event instanceof dev.realtime4j.Message<?> message ? message.id() : event)
                        .toList());
                subscription.close();
            }
            assertEquals(told.get(0), told.get(1), "second resume after " + cursor);
            assertEquals(told.get(0), told.get(2), "third resume after " + cursor);
        }
    }

    @Test
    @Rule({"S5", "S3"})
    void S5_thePositionIsACursorThatMissesAndRepeatsNothing() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        Channel other = client().channel(channel.name());
        List<MessageId> delivered = new ArrayList<>();
        MessageId cursor = channel.emit("e", "start");
        List<MessageId> all = new ArrayList<>();
        try (Crew crew = new Crew()) {
            AtomicInteger emitted = new AtomicInteger();
            crew.repeat(() -> {
                emitFast(other, 20);
                if (emitted.addAndGet(20) > MOST_AT_FULL_SPEED) {
                    LockSupport.parkNanos(5_000_000);
                }
            });
            for (int round = 0; round < 30; round++) {
                Inbox inbox = inbox();
                MessageId from = cursor;
                Subscription subscription = subscribe(channel, inbox, options -> options.after(from));
                inbox.awaitMessages(1 + lab().random().nextInt(30));
                subscription.close();
                delivered.addAll(inbox.ids());
                assertEquals(List.of(), inbox.gaps(), "gaps");
                cursor = subscription.position();
                assertEquals(delivered.get(delivered.size() - 1), cursor, "position");
            }
            crew.stop();
            all.addAll(history(channel));
        }
        assertEquals(all.subList(1, delivered.size() + 1), delivered, "what the resumes gave together");
    }

    /** The hub has not noticed yet that the log was set back, and holds what is lost. */
    @Test
    @Rule({"S5", "S13"})
    void S5_aCursorOfALostTailIsOneResetAndNothingOfTheTailFollows() {
        SimulatedFaults faults = new SimulatedFaults();
        Channel channel = lab().client(faults).channel(name());
        Inbox first = inbox();
        subscribe(channel, first);
        List<MessageId> ids = emit(channel, 10);
        first.awaitMessage(ids.get(9));
        faults.interrupt();
        first.awaitStatus(Subscription.Status.RECONNECTING, 1); // else whoever comes is believed to be where all are
        faults.log(channel.name()).lose(ids.get(6), ids.get(9));
        Inbox second = inbox();
        subscribe(channel, second, options -> options.after(ids.get(9)));
        second.awaitGap();
        faults.restore();
        MessageId after = channel.emit("e", "after");
        second.awaitMessage(after);
        first.awaitMessage(after);
        assertEquals(List.of(after), second.ids(), "delivered after the reset");
        assertEquals(1, second.gaps().size(), "told to who resumes");
        assertTrue(second.gaps().get(0).isReset(), () -> "a reset: " + second);
        assertEquals(1, first.gaps().size(), "told to who was there");
    }

    @Test
    @Rule({"S5", "E4", "S10"})
    void S5_aCursorBehindTheEndBelongsToAnotherLog() {
        Client client = client();
        Channel channel = client.channel(name());
        List<MessageId> ids = emit(channel, 5);
        MessageId beyond = new MessageId(ids.get(4).major() + 1_000_000_000L, 0);
        Page page = Lab.read(transport(), channel.name(), ReadRequest.after(beyond, 10, 1 << 20));
        assertEquals(Continuity.OTHER_LOG, page.continuity(), "continuity");
        assertEquals(List.of(), page.entries(), "entries");
        assertTrue(
                page.scannedTo().equals(MessageId.BEGINNING) || ids.contains(page.scannedTo()),
                () -> "a place of this log: " + page.scannedTo());
        Inbox inbox = inbox();
        subscribe(channel, inbox, options -> options.after(beyond));
        inbox.awaitGap();
        assertTrue(inbox.gaps().get(0).isReset(), () -> "a reset: " + inbox);
        MessageId next = channel.emit("e", "next");
        inbox.awaitMessage(next);
        assertTrue(inbox.events().get(0) instanceof Gap, () -> "the reset is told first: " + inbox);
        CursorUnavailableException refused = assertThrows(
                CursorUnavailableException.class,
                () -> subscribe(
                        channel, inbox(), options -> options.after(beyond).failOnGap()));
        assertTrue(refused.gap().isReset(), () -> "a reset: " + refused.gap());
    }

    @Test
    @Rule({"S5", "E4", "S10"})
    void S5_aCursorOfALogThatIsGoneIsAResetAlsoWhereTheNewOneHasGrownPast() {
        Faults faults = faults(Faults.Kind.RECREATE);
        Client client = client();
        Channel channel = client.channel(name());
        List<MessageId> old = emit(channel, 10);
        faults.recreate();
        until("the backend is back", () -> isEmpty(channel));
        List<MessageId> fresh = new ArrayList<>(List.of(emitSurely(channel, "first")));
        fresh.addAll(emit(channel, 29));
        Transport transport = transport();
        for (MessageId cursor : List.of(old.get(0), old.get(4), old.get(9))) {
            Page page = Lab.read(transport, channel.name(), ReadRequest.after(cursor, 100, 1 << 20));
            assertEquals(
                    Continuity.OTHER_LOG, page.continuity(), () -> "continuity after " + cursor + " of the old log");
            Inbox inbox = inbox();
            subscribe(channel, inbox, options -> options.after(cursor));
            inbox.awaitMessages(30);
            inbox.staysAt(31);
            assertTrue(inbox.events().get(0) instanceof Gap gap && gap.isReset(), () -> "a reset first: " + inbox);
            assertEquals(fresh, inbox.ids(), "then all of the new log");
        }
    }

    private static boolean isEmpty(Channel channel) {
        try {
            return channel.history().messages().isEmpty();
        } catch (dev.realtime4j.RealtimeException away) {
            return false;
        }
    }
}
