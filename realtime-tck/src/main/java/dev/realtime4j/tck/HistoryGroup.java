package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** H: history. */
abstract class HistoryGroup extends ContractGroup {
    HistoryGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule("H1")
    void H1_startAndEndAreInclusive() {
        Channel channel = client().channel(name());
        for (int i = 0; i < 40; i++) {
            channel.emit("e", i);
            lab().age(Duration.ofMillis(i % 4));
        }
        assertRanges(channel);
    }

    /** Compares ranges that start and end at, just before and just after messages with a filter over all messages. */
    private void assertRanges(Channel channel) {
        List<Message<?>> all = walk(channel, HistoryQuery.all());
        for (int round = 0; round < 60; round++) {
            long start = someTime(all);
            long end = someTime(all);
            List<MessageId> expected = all.stream()
                    .filter(message -> message.epochMillis() >= start && message.epochMillis() <= end)
                    .<MessageId>map(Message::id)
                    .toList();
            HistoryQuery range =
                    HistoryQuery.all().since(Instant.ofEpochMilli(start)).until(Instant.ofEpochMilli(end));
            String what = start + " to " + end;
            assertEquals(expected, ids(walk(channel, range)), what);
            assertEquals(expected, ids(walk(channel, range.limit(7))), "by pages, " + what);
            assertEquals(reversed(expected), ids(walk(channel, range.newestFirst())), "newest first, " + what);
            assertEquals(
                    reversed(expected),
                    ids(walk(channel, range.newestFirst().limit(7))),
                    "newest first by pages, " + what);
        }
        Message<?> middle = all.get(all.size() / 2);
        Instant time = middle.timestamp();
        assertTrue(
                ids(channel.history(HistoryQuery.all().since(time).until(time)).messages())
                        .contains(middle.id()),
                "a range of one instant");
    }

    private long someTime(List<Message<?>> all) {
        return all.get(lab().random().nextInt(all.size())).epochMillis()
                + lab().random().nextInt(3)
                - 1;
    }

    private static List<MessageId> reversed(List<MessageId> ids) {
        List<MessageId> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    @Rule({"H1", "N6", "E2"})
    void H1_eachMessageIsJudgedByItsOwnTimestamp() {
        Assumptions.assumeTrue(lab().fixture().clock().isPresent(), "the clock cannot be driven");
        Channel channel = client().channel(name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int step : List.of(0, 100, -150, 30, 500, -400, 10, -90, 200, 0, 0, -50)) {
            lab().age(Duration.ofMillis(step));
            times.add(lab().clock().millis());
            ids.add(channel.emit("e", step));
        }
        inbox.awaitExactly(ids);
        EmittingGroup.assertIncreasing(ids, "ids although the clock steps back");
        List<Message<?>> kept = channel.history().messages();
        assertEquals(ids, ids(kept), "kept");
        assertEquals(times, kept.stream().map(Message::epochMillis).toList(), "timestamps");
        assertRanges(channel);
    }

    @Test
    @Rule("H1")
    void H1_aPageHoldsAtMostAThousand() {
        Channel channel = client().channel(name(Kept.MANY));
        List<MessageId> all = emitFast(channel, 1500);
        assertEquals(all.subList(0, 1000), ids(channel.history().messages()), "by default");
        assertEquals(
                all.subList(0, 1000),
                ids(channel.history(HistoryQuery.all().limit(5000)).messages()),
                "more than 1000 counts as 1000");
        assertEquals(
                all.subList(500, 1500),
                ids(channel.history(HistoryQuery.latest(5000)).messages()),
                "latest, more than 1000 counts as 1000");
        assertEquals(
                all.subList(0, 3),
                ids(channel.history(HistoryQuery.all().limit(3)).messages()),
                "the oldest 3");
        assertThrows(IllegalArgumentException.class, () -> HistoryQuery.all().limit(0));
        assertEquals(all, history(channel), "all pages");
    }

    @Test
    @Rule("H2")
    void H2_latestGivesTheNewestInTheOrderOfTheLog() {
        Channel channel = client().channel(name());
        List<MessageId> all = emit(channel, 30);
        for (int n : List.of(1, 2, 29, 30, 31)) {
            List<MessageId> newest = all.subList(Math.max(0, 30 - n), 30);
            assertEquals(newest, ids(channel.history(HistoryQuery.latest(n)).messages()), "latest " + n);
            assertEquals(
                    reversed(newest),
                    ids(channel.history(HistoryQuery.all().newestFirst().limit(n))
                            .messages()),
                    "newest first " + n);
        }
        HistoryPage page = channel.history(HistoryQuery.latest(12));
        assertEquals(
                all.subList(6, 18),
                ids(channel.history(page.next().orElseThrow()).messages()),
                "the 12 before the latest 12");
        assertEquals(all.get(29), page.cursor(), "the cursor of the latest is the head");
        assertEquals(
                all.subList(7, 10),
                ids(channel.history(HistoryQuery.latest(3).before(all.get(10))).messages()),
                "the latest 3 before a place");
    }

    @Test
    @Rule({"H3", "E2"})
    @Lengthy
    void H3_walkingGivesEveryMessageOnceWhileOthersEmit() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        List<MessageId> first = emitFast(channel, 200);
        List<MessageId> forward;
        List<MessageId> backward;
        List<MessageId> latest = new ArrayList<>();
        try (Crew crew = new Crew()) {
            Channel other = client().channel(channel.name());
            crew.repeat(() -> other.emit("e", "more"));
            forward = ids(walk(channel, HistoryQuery.all().limit(7), 200)).subList(0, 200);
            backward = ids(walk(channel, HistoryQuery.all().newestFirst().limit(7)));
            Optional<HistoryQuery> next = Optional.of(HistoryQuery.latest(7));
            while (next.isPresent()) {
                HistoryPage page = channel.history(next.get());
                List<MessageId> before = ids(page.messages());
                assertTrue(latest.isEmpty() || !before.contains(latest.get(0)), "the next page repeats a message");
                latest.addAll(0, before);
                next = page.next();
            }
            crew.stop();
        }
        assertEquals(first, forward, "forward");
        List<MessageId> all = history(channel);
        assertEquals(all.subList(0, backward.size()), reversed(backward), "backward");
        assertTrue(backward.containsAll(first), "backward reaches the start");
        assertEquals(all.subList(0, latest.size()), latest, "pages of the latest");
        assertTrue(latest.containsAll(first), "pages of the latest reach the start");
        assertEquals(all.size(), new HashSet<>(all).size(), "no message twice");
    }

    @Test
    @Rule({"H3", "S10"})
    void H3_whatRetentionTakesBetweenPagesIsToldGoingForward() {
        Channel channel = client().channel(name(Kept.FEW));
        emit(channel, 10);
        HistoryPage first = channel.history(HistoryQuery.all().limit(3));
        HistoryPage newest = channel.history(HistoryQuery.all().newestFirst().limit(3));
        assertEquals(Optional.empty(), first.gap(), "no gap yet");
        List<MessageId> later = emit(channel, 20);
        HistoryPage second = channel.history(first.next().orElseThrow());
        Gap gap = second.gap().orElseThrow(() -> new AssertionError("no gap in " + second));
        assertEquals(new Gap(channel.name(), first.cursor(), later.get(10), Gap.Reason.TRIMMED), gap, "gap");
        assertEquals(later.subList(10, 13), ids(second.messages()), "goes on with the oldest that is kept");
        HistoryPage third = channel.history(second.next().orElseThrow());
        assertEquals(Optional.empty(), third.gap(), "told once");
        HistoryPage end = channel.history(newest.next().orElseThrow());
        assertEquals(List.of(), end.messages(), "paging back into what is trimmed");
        assertEquals(Optional.empty(), end.next(), "just ends");
        assertEquals(Optional.empty(), end.gap(), "without a gap");
    }

    @Test
    @Rule({"H3", "S5"})
    void H3_aSubscriptionGoesOnAfterAPageWithoutASeam() {
        Channel channel = client().channel(name(Kept.MANY));
        List<MessageId> all = new ArrayList<>(emit(channel, 20));
        List<HistoryPage> pages = new ArrayList<>();
        pages.add(channel.history(HistoryQuery.all().limit(5)));
        pages.add(channel.history(HistoryQuery.latest(5)));
        pages.add(channel.history(HistoryQuery.all().events("other")));
        pages.add(channel.history(HistoryQuery.latest(5).events("other")));
        all.addAll(emit(channel, 20));
        List<Integer> from = List.of(5, 20, 20, 20);
        Map<Inbox, List<MessageId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < pages.size(); i++) {
            Inbox inbox = inbox();
            MessageId cursor = pages.get(i).cursor();
            subscribe(channel, inbox, options -> options.after(cursor));
            expected.put(inbox, all.subList(from.get(i), 40));
        }
        Inbox.awaitExactly(expected);
    }

    @Test
    @Rule("H4")
    void H4_theLimitCountsWhatPassesTheFilter() {
        Channel channel = client().channel(name());
        List<MessageId> rare = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            MessageId id = channel.emit(i % 50 == 7 ? "rare.one" : i % 3 == 0 ? "rarely" : "e", i);
            if (i % 50 == 7) {
                rare.add(id);
            }
        }
        for (String filter : List.of("rare.one", "rare.*")) {
            HistoryQuery query = HistoryQuery.all().events(filter);
            assertEquals(rare, ids(walk(channel, query)), filter);
            assertEquals(rare.subList(0, 4), ids(channel.history(query.limit(4)).messages()), "first 4 of " + filter);
            assertEquals(rare, ids(walk(channel, query.limit(4))), "by pages, " + filter);
            assertEquals(reversed(rare), ids(walk(channel, query.newestFirst().limit(4))), "newest first, " + filter);
            assertEquals(
                    rare.subList(2, 6),
                    ids(channel.history(HistoryQuery.latest(4).events(filter)).messages()),
                    "latest 4 of " + filter);
        }
        assertEquals(List.of(), walk(channel, HistoryQuery.all().events("rare")), "a name is not a prefix");
        assertEquals(
                104,
                walk(channel, HistoryQuery.all().events("rare.*", "rarely")).size(),
                "two names");
    }

    @Test
    @Rule("H4")
    void H4_pagesAreBoundedInBytes() {
        Transport transport = transport();
        String name = name();
        String json = "\"" + "x".repeat(598) + "\"";
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(Lab.append(transport, name, json));
        }
        for (int maxBytes : List.of(1, 599, 600, 601, 1200, 1201)) {
            int most = (maxBytes + 599) / 600;
            List<MessageId> forward = new ArrayList<>();
            MessageId cursor = null;
            for (boolean end = false; !end; ) {
                Page page = Lab.read(transport, name, ReadRequest.after(cursor, 100, maxBytes));
                assertBounded(page, most, maxBytes);
                page.entries().forEach(entry -> forward.add(entry.id()));
                cursor = page.scannedTo();
                end = page.end();
            }
            assertEquals(ids, forward, "pages of " + maxBytes + " bytes");
            List<MessageId> backward = new ArrayList<>();
            cursor = null;
            for (boolean end = false; !end; ) {
                Page page = Lab.read(transport, name, ReadRequest.before(cursor, 100, maxBytes));
                assertBounded(page, most, maxBytes);
                page.entries().forEach(entry -> backward.add(entry.id()));
                cursor = page.scannedTo();
                end = page.end();
            }
            assertEquals(reversed(ids), backward, "pages of " + maxBytes + " bytes, newest first");
        }
    }

    private static void assertBounded(Page page, int most, int maxBytes) {
        int size = page.entries().size();
        assertTrue(size <= most, () -> size + " entries of 600 bytes in a page of " + maxBytes + " bytes");
        assertTrue(size > 0 || page.end(), () -> "an empty page before the end: " + page);
    }

    @Test
    @Rule("H4")
    void H4_aWalkOverLargeMessagesIsWhole() {
        Channel channel = client().channel(name());
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(channel.emit("e", "x".repeat(400_000)));
        }
        HistoryPage first = channel.history();
        assertTrue(
                first.messages().size() < 40,
                () -> "16 MB in one page of " + first.messages().size() + " messages");
        assertFalse(first.messages().isEmpty(), "a page holds at least one");
        assertEquals(ids, history(channel), "all pages");
    }

    @Test
    @Rule("H5")
    void H5_anUnknownChannelIsAnEmptyPage() {
        Client client = client();
        Channel channel = client.channel(name());
        for (HistoryQuery query : List.of(
                HistoryQuery.all(),
                HistoryQuery.latest(5),
                HistoryQuery.all().newestFirst(),
                HistoryQuery.all().after(MessageId.BEGINNING),
                HistoryQuery.all().events("e").since(Instant.EPOCH))) {
            HistoryPage page = channel.history(query);
            assertEquals(List.of(), page.messages(), "messages");
            assertEquals(Optional.empty(), page.next(), "next");
            assertEquals(Optional.empty(), page.gap(), "gap");
        }
        assertEquals(MessageId.BEGINNING, channel.history().cursor(), "cursor");
        Page page = Lab.read(transport(), channel.name(), ReadRequest.head());
        assertEquals(MessageId.BEGINNING, page.head(), "head");
        assertEquals(List.of(), page.entries(), "entries");
    }

    @Test
    @Rule({"H6", "E1"})
    void H6_whatAnEmitReturnedIsInEveryHistory() {
        Client one = client();
        Client two = client();
        String name = name();
        rounds(500, i -> {
            Client emitter = i % 2 == 0 ? one : two;
            Client reader = i % 2 == 0 ? two : one;
            MessageId id = emitter.channel(name).emit("e", i);
            HistoryPage page = reader.channel(name).history(HistoryQuery.latest(1));
            assertEquals(List.of(id), ids(page.messages()), "latest after emit " + i);
        });
    }

    @Test
    @Rule({"H6", "E2"})
    void H6_aReadReachesTheEndOrSaysThatItDoesNot() {
        Transport emitter = transport();
        Transport reader = transport();
        String name = name();
        rounds(20, 100, i -> {
            MessageId id = Lab.append(emitter, name, Integer.toString(i));
            Page head = Lab.read(reader, name, ReadRequest.head());
            assertEquals(id, head.head(), "head");
            assertTrue(head.entries().isEmpty(), "a head has no entries");
            Page all = Lab.read(reader, name, ReadRequest.after(null, 1000, 1 << 20));
            if (all.end()) {
                assertEquals(id, all.scannedTo(), "where the end is");
                assertEquals(i + 1, all.entries().size(), "entries up to the end");
            }
            Page back = Lab.read(reader, name, ReadRequest.before(null, 1, 1 << 20));
            assertEquals(
                    List.of(id), back.entries().stream().map(StoredEntry::id).toList(), "the newest");
            Page limited = Lab.read(reader, name, ReadRequest.after(null, 1, 1 << 20));
            assertEquals(i == 0, limited.end() && limited.entries().size() == 1, "a limited page at the end");
        });
    }
}
