package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** R: how much of the log is kept and shown. */
abstract class RetentionGroup extends ContractGroup {
    RetentionGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"R1", "R2"})
    void R1_theNewestThousandAreKeptByDefault() {
        Channel channel = client().channel(name());
        List<MessageId> all = emitFast(channel, 1030);
        assertEquals(all.subList(30, 1030), history(channel), "kept");
    }

    @Test
    @Rule({"R1", "R2"})
    void R1_theLongestPrefixDecides() {
        Client client = client();
        for (Kept kept : List.of(Kept.FEW, Kept.FEW_MORE)) {
            Channel channel = client.channel(name(kept));
            List<MessageId> all = emit(channel, 50);
            assertEquals(all.subList(50 - kept.messages, 50), history(channel), "kept with " + kept);
        }
        Channel other = client.channel("x" + name(Kept.FEW));
        assertEquals(emit(other, 50), history(other), "a prefix counts at the start only");
    }

    @Test
    @Rule("R2")
    void R2_nothingShowsMoreThanTheNewest() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        List<MessageId> all = new ArrayList<>();
        Transport transport = transport();
        for (int i = 0; i < 35; i++) {
            all.add(channel.emit("e", i));
            List<MessageId> shown = all.subList(Math.max(0, all.size() - 10), all.size());
            for (ReadRequest request : List.of(
                    ReadRequest.after(null, 100, 1 << 20),
                    ReadRequest.after(MessageId.BEGINNING, 100, 1 << 20),
                    ReadRequest.after(all.get(0), 100, 1 << 20),
                    ReadRequest.before(null, 100, 1 << 20))) {
                Page page = Lab.read(transport, channel.name(), request);
                assertTrue(
                        page.entries().stream().allMatch(entry -> shown.contains(entry.id())),
                        () -> "entries that are not among the newest 10: " + page);
            }
            assertEquals(shown, history(channel), "history");
        }
        List<MessageId> shown = all.subList(25, 35);
        Inbox replayed = inbox();
        subscribe(channel, replayed, options -> options.replay());
        replayed.awaitExactly(shown);
        Inbox latest = inbox();
        subscribe(channel, latest, options -> options.replayLatest(30));
        latest.awaitExactly(shown);
        assertEquals(shown, ids(channel.history(HistoryQuery.latest(30)).messages()), "latest");
        List<MessageId> back = new ArrayList<>(
                ids(walk(channel, HistoryQuery.all().newestFirst().limit(3))));
        java.util.Collections.reverse(back);
        assertEquals(shown, back, "newest first");
    }

    @Test
    @Rule({"R2", "R3"})
    @Lengthy
    void R2_nothingShowsWhatIsTooOld() {
        Channel channel = client().channel(name(Kept.BRIEF));
        List<MessageId> old = emit(channel, 5);
        assertEquals(old, history(channel), "young messages");
        lab().age(lab().briefAge().plusMillis(50));
        assertEquals(List.of(), history(channel), "all are too old");
        List<MessageId> young = emit(channel, 3);
        assertEquals(young, history(channel), "history");
        assertEquals(young, ids(channel.history(HistoryQuery.latest(10)).messages()), "latest");
        assertEquals(
                3, channel.history(HistoryQuery.all().newestFirst()).messages().size(), "newest first");
        Inbox replayed = inbox();
        subscribe(channel, replayed, options -> options.replay());
        Inbox latest = inbox();
        subscribe(channel, latest, options -> options.replayLatest(10));
        replayed.awaitExactly(young);
        latest.awaitExactly(young);
    }

    @Test
    @Rule({"S10", "S5"})
    @Lengthy
    void S10_thePositionDoesNotPassAGapThatIsNotTold() {
        Channel channel = client().channel(name(Kept.BRIEF));
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CompletableFuture<MessageId> whileTold = new CompletableFuture<>();
        Inbox inbox = inbox();
        subscription.complete(channel.subscribe(options -> options.onMessage(message -> {
                    blocked.countDown();
                    HandlingGroup.pass(gate);
                    inbox.message(message);
                })
                .onGap(gap -> whileTold.complete(subscription.join().position()))));
        MessageId first = channel.emit("e", "first");
        HandlingGroup.pass(blocked);
        emit(channel, 3);
        lab().age(lab().briefAge().plusMillis(50));
        MessageId young = channel.emit("e", "young");
        gate.countDown();
        inbox.awaitMessage(young);
        assertEquals(first, Waiting.get(whileTold), "who resumes from the position is told the gap");
    }

    @Test
    @Rule("S5")
    @Lengthy
    void S5_failOnGapThrowsAlsoForWhatHasAgedWhileFollowed() {
        Channel channel = client().channel(name(Kept.BRIEF));
        Inbox live = inbox();
        subscribe(channel, live);
        MessageId first = channel.emit("e", "first");
        emit(channel, 3);
        live.awaitMessages(4);
        lab().age(lab().briefAge().plusMillis(50));
        MessageId young = channel.emit("e", "young");
        CursorUnavailableException refused = assertThrows(
                CursorUnavailableException.class,
                () -> subscribe(
                        channel, inbox(), options -> options.after(first).failOnGap()));
        assertEquals(new Gap(channel.name(), first, young, Gap.Reason.TRIMMED), refused.gap(), "gap");
    }

    @Test
    @Rule({"R3", "E2"})
    void R3_theHeadNeverMovesBack() {
        Transport transport = transport();
        String few = name(Kept.FEW);
        MessageId head = MessageId.BEGINNING;
        for (int i = 0; i < 40; i++) {
            MessageId id = Lab.append(transport, few, "1");
            assertTrue(id.isAfter(head), "ids increase");
            head = id;
            assertEquals(head, Lab.read(transport, few, ReadRequest.head()).head(), "head");
        }
        String brief = name(Kept.BRIEF);
        MessageId last = Lab.append(transport, brief, 3).get(2);
        lab().age(lab().briefAge().multipliedBy(2).plusMillis(200));
        Transport other = transport();
        assertEquals(last, Lab.read(other, brief, ReadRequest.head()).head(), "head of a log that has aged away");
        assertTrue(Lab.append(other, brief, "1").isAfter(last), "ids go on above");
    }

    @Test
    @Rule({"R3", "S5"})
    void R3_theHeadOfATrimmedChannelIsAPlaceToResumeFrom() {
        Faults faults = faults(Faults.Kind.TRIM);
        Client client = client();
        Channel channel = client.channel(name());
        List<MessageId> ids = emit(channel, 10);
        faults.trim(channel.name(), ids.get(9));
        assertEquals(List.of(), history(channel), "kept");
        assertEquals(
                ids.get(9),
                Lab.read(transport(), channel.name(), ReadRequest.head()).head(),
                "head");
        Inbox atHead = inbox();
        subscribe(channel, atHead, options -> options.after(ids.get(9)));
        Inbox before = inbox();
        subscribe(channel, before, options -> options.after(ids.get(8)));
        before.awaitGap();
        MessageId next = channel.emit("e", "next");
        assertTrue(next.isAfter(ids.get(9)), "no id is used again");
        atHead.awaitExactly(List.of(next));
        before.awaitMessage(next);
        assertEquals(
                List.of(new Gap(channel.name(), ids.get(8), ids.get(9), Gap.Reason.TRIMMED)),
                before.gaps(),
                "gap up to the head");
        assertEquals(List.of(next), before.ids(), "then what is new");
    }

    @Test
    @Rule({"R4", "S10"})
    void R4_aCursorIsJudgedExactlyAtTheEdge() {
        Transport transport = transport();
        String name = name(Kept.FEW);
        List<MessageId> ids = Lab.append(transport, name, 11);
        assertContinuity(transport, name, ids.get(0), Continuity.EXACT, ids.subList(1, 11));
        for (int more = 0; more < 25; more++) {
            ids.add(Lab.append(transport, name, "1"));
            int size = ids.size();
            List<MessageId> shown = ids.subList(size - 10, size);
            assertContinuity(transport, name, ids.get(size - 11), Continuity.EXACT, shown);
            assertContinuity(transport, name, ids.get(size - 12), Continuity.TRIMMED, shown);
            assertContinuity(transport, name, ids.get(0), Continuity.TRIMMED, shown);
            assertContinuity(transport, name, ids.get(size - 1), Continuity.EXACT, List.of());
            assertContinuity(transport, name, MessageId.BEGINNING, Continuity.TRIMMED, shown);
        }
    }

    static void assertContinuity(
            Transport transport, String name, MessageId cursor, Continuity expected, List<MessageId> rest) {
        Page page = Lab.read(transport, name, ReadRequest.after(cursor, 1000, 1 << 20));
        assertEquals(expected, page.continuity(), () -> "continuity after " + cursor + " in " + page);
        assertEquals(rest, page.entries().stream().map(StoredEntry::id).toList(), "entries after " + cursor);
        assertTrue(page.end(), () -> "the end is reached: " + page);
    }

    @Test
    @Rule({"R4", "S5", "H3"})
    void R4_aSubscriptionAndAPageJudgeTheEdgeAlike() {
        Channel channel = client().channel(name(Kept.FEW));
        List<MessageId> ids = emit(channel, 25);
        Inbox exact = inbox();
        subscribe(channel, exact, options -> options.after(ids.get(14)));
        exact.awaitExactly(ids.subList(15, 25));
        Inbox gapped = inbox();
        subscribe(channel, gapped, options -> options.after(ids.get(13)));
        gapped.awaitMessages(10);
        gapped.staysAt(11);
        Gap gap = new Gap(channel.name(), ids.get(13), ids.get(15), Gap.Reason.TRIMMED);
        assertEquals(gap, gapped.events().get(0), "the gap comes first");
        assertEquals(ids.subList(15, 25), gapped.ids(), "then the oldest that are kept");
        HistoryPage page = channel.history(HistoryQuery.all().after(ids.get(13)));
        assertEquals(Optional.of(gap), page.gap(), "gap of the page");
        assertEquals(
                Optional.empty(),
                channel.history(HistoryQuery.all().after(ids.get(14))).gap(),
                "no gap");
    }

    @Test
    @Rule({"R4", "S10"})
    @Lengthy
    void R4_aQuietChannelThatHasAgedIsNoGap() {
        Client client = client();
        Channel channel = client.channel(name(Kept.BRIEF));
        List<MessageId> ids = emit(channel, 3);
        MessageId last = ids.get(2);
        // Older than maxAge, younger than twice: exact.
        lab().age(lab().briefAge().multipliedBy(3).dividedBy(2));
        Inbox resumed = inbox();
        subscribe(channel, resumed, options -> options.after(last));
        resumed.staysAt(0);
        assertEquals(
                Optional.empty(),
                channel.history(HistoryQuery.all().after(last)).gap(),
                "gap of a page");
        Inbox missed = inbox();
        subscribe(channel, missed, options -> options.after(ids.get(1)));
        missed.awaitGap();
        assertEquals(Gap.Reason.TRIMMED, missed.gaps().get(0).reason(), "a message was missed");
        MessageId next = channel.emit("e", "next");
        resumed.awaitExactly(List.of(next));
        missed.awaitMessage(next);
        missed.staysAt(2);
    }

    @Test
    @Rule({"R4", "S10", "S5"})
    @Lengthy
    void R4_aVeryOldCursorIsNeverJudgedFalsely() {
        Client client = client();
        Channel channel = client.channel(name(Kept.BRIEF));
        MessageId last = emit(channel, 3).get(2);
        lab().age(lab().briefAge().multipliedBy(2).plus(Duration.ofMillis(500)));
        Inbox resumed = inbox();
        subscribe(channel, resumed, options -> options.after(last));
        MessageId next = channel.emit("e", "next");
        resumed.awaitMessage(next);
        assertEquals(List.of(next), resumed.ids(), "what followed");
        // Nothing was missed: where the transport cannot know, it may say so, but nothing else.
        resumed.gaps().forEach(gap -> assertEquals(Gap.Reason.UNKNOWN, gap.reason(), () -> "gap " + gap));
        resumed.gaps().forEach(gap -> assertNotEquals(gap.next(), gap.after(), () -> "an empty gap " + gap));
    }

    /** A live subscription to a channel whose messages all age away in between sees no gap. */
    @Test
    @Rule({"S10", "R2"})
    @Lengthy
    void S10_aLiveSubscriptionOutlivesAQuietTime() {
        Client client = client();
        Channel channel = client.channel(name(Kept.BRIEF));
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>(emit(channel, 3));
        inbox.awaitMessages(3);
        lab().age(lab().briefAge().plusMillis(100));
        ids.add(channel.emit("e", "after maxAge"));
        inbox.awaitMessages(4);
        lab().age(lab().briefAge().multipliedBy(2).plusMillis(500));
        ids.add(channel.emit("e", "after twice maxAge"));
        inbox.awaitExactly(ids);
    }
}
