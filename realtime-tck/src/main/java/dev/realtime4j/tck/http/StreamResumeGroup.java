package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a page gets that connects again. */
abstract class StreamResumeGroup extends HttpGroup {

    StreamResumeGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void everyFrameOfOneChannelIsAPlaceToResumeFrom() {
        Page page = follow("log");
        List<String> ids = emit("log", 20);
        page.awaitMessages(20);
        List<Page.Event> events = page.events();
        for (int i = 0; i < events.size(); i++) {
            List<String> rest = ids.subList(i, ids.size()); // the first frame is that of the connection
            Page again = resume("?channel=log", events.get(i).id());
            again.awaitMessages(rest.size());
            emitAndSettle(again, "log");
            assertEquals(rest, again.ids().subList(0, rest.size()));
            assertEquals(rest.size() + 1, again.ids().size());
            again.close();
            ids = new ArrayList<>(ids);
            ids.add(again.ids().get(rest.size()));
        }
    }

    /** Emits one more and waits for it, so that nothing can come between. */
    private void emitAndSettle(Page page, String channel) {
        String id = channel(channel).emit("last", "last").toString();
        page.await("message " + id, told -> told.ids().contains(id));
    }

    @Test
    void everyFrameOfSeveralChannelsIsAPlaceToResumeFrom() {
        String[] channels = {"a", "b", "c,d"};
        Page page = follow(channels);
        for (int i = 0; i < 30; i++) {
            channel(channels[i % 3]).emit("number", i);
        }
        page.awaitMessages(30);
        List<Page.Event> messages = page.messages();
        for (int told = 0; told < messages.size(); told += 5) {
            Page again = resume(query(channels), messages.get(told).id());
            int rest = messages.size() - told - 1;
            again.awaitMessages(rest);
            assertEquals(numbers(messages.subList(told + 1, messages.size())), numbers(again.messages()));
            assertEquals(rest, again.messages().size());
        }
    }

    private static List<Integer> numbers(List<Page.Event> events) {
        return events.stream()
                .map(event -> event.json().path("data").asInt())
                .sorted()
                .toList();
    }

    @Test
    void whatTheBrowserRepeatsBeatsWhatIsInItsAddress() {
        List<String> ids = emit("log", 10);
        Page page = resume("?channel=log&last_ack_log=" + ids.get(1), ids.get(6));
        page.awaitMessages(3);
        emitAndSettle(page, "log");
        assertEquals(ids.subList(7, 10), page.ids().subList(0, 3));
        assertEquals(4, page.ids().size());
    }

    @Test
    void aPageResumesAfterTheIdOfItsLastMessage() {
        List<String> ids = emit("log", 10);
        Page page = page("?channel=log&last_ack_log=" + ids.get(4), Map.of());
        page.awaitMessages(5);
        emitAndSettle(page, "log");
        assertEquals(ids.subList(5, 10), page.ids().subList(0, 5));
    }

    @Test
    void aPageResumesFromATime() {
        List<String> ids = emit("log", 10);
        long first = channel("log").history().messages().get(0).epochMillis();
        Page page = page("?channel=log&last_ack_log=" + first, Map.of());
        page.awaitMessages(10);
        assertEquals(ids, page.ids());
    }

    @Test
    void aClockThatIsAheadLosesNothing() {
        emit("log", 3);
        long ahead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        Page page = page("?channel=log&last_ack_log=" + ahead, Map.of()).awaitConnected(1);
        List<String> ids = emit("log", 3);
        page.awaitMessages(3);
        assertEquals(ids, page.ids());
    }

    @Test
    void aConnectedChannelTellsWhereItStands() {
        emit("log", 3);
        Page page = follow("log", "quiet");
        for (Page.Event event : page.system("connected")) {
            MessageId unused = MessageId.parse(event.json().path("cursor").asString());
        }
        String id = page.events().get(0).id();
        page.cut();
        List<String> ids = emit("log", 2);
        ids.addAll(emit("quiet", 1));
        Page again = resume(query("log", "quiet"), id);
        again.awaitMessages(3);
        assertEquals(
                ids.stream().sorted().toList(), again.ids().stream().sorted().toList());
    }

    @Test
    void whatCanNoLongerBeHadIsToldAsAGap() {
        start(HttpScenario.PLAIN.withKeep(5));
        List<String> ids = emit("log", 20);
        Page page = page("?channel=log&last_ack_log=" + ids.get(2), Map.of());
        page.awaitMessages(5);
        Page.Event gap = page.system("gap").get(0);
        assertEquals(ids.get(2), gap.json().path("after").asString());
        assertEquals("log", gap.json().path("channel").asString());
        assertEquals(ids.subList(15, 20), page.ids());
        assertEquals(1, page.system("gap").size());
        int place = page.events().indexOf(gap);
        assertTrue(place < page.events().indexOf(page.messages().get(0)), "the gap comes first");
    }

    @Test
    void aGapIsToldAgainToAPageThatWasCutJustAfterIt() {
        start(HttpScenario.PLAIN.withKeep(5));
        List<String> ids = emit("log", 20);
        Page page = page("?channel=log&last_ack_log=" + ids.get(2), Map.of());
        page.awaitSystem("gap");
        Page again = resume("?channel=log", page.system("gap").get(0).id());
        again.awaitMessages(5);
        assertEquals(1, again.system("gap").size());
        Page connectedOnly =
                resume("?channel=log", page.system("connected").get(0).id());
        connectedOnly.awaitMessages(5);
        assertEquals(1, connectedOnly.system("gap").size());
    }

    @Test
    void aPlaceOfAnotherLogIsToldAsAReset() {
        List<String> ids = emit("log", 3);
        Page page = page("?channel=log&last_ack_log=" + Long.MAX_VALUE + "-0", Map.of());
        page.awaitMessages(3);
        assertEquals(1, page.system("reset").size());
        assertEquals(ids, page.ids());
        Page again = resume("?channel=log", page.messages().get(1).id());
        again.awaitMessages(1);
        assertEquals(List.of(ids.get(2)), again.ids());
        assertEquals(0, again.system("reset").size());
    }

    @Test
    void aPingMovesThePlaceOverWhatTheFilterSkips() {
        start(HttpScenario.PLAIN.withKeep(5).withPing(Duration.ofMillis(200)));
        Page page = page("?channel=log&event=wanted", Map.of()).awaitConnected(1);
        List<String> ids = emit("log", 50);
        String last = ids.get(49);
        page.await(
                "a ping at " + last,
                told -> told.system("ping").stream()
                        .anyMatch(event -> event.id().equals(last)));
        Page again = resume("?channel=log&event=wanted", last).awaitConnected(1);
        channel("log").emit("wanted", "wanted");
        again.awaitMessages(1);
        assertEquals(0, again.system("gap").size());
    }

    @Test
    void cutsUnderAnEmitterThatNeverPausesLoseAndRepeatNothing() {
        String[] channels = {"x", "y"};
        Page page = follow(channels);
        CompletableFuture<Map<String, List<String>>> emitter = CompletableFuture.supplyAsync(() -> {
            Map<String, List<String>> emitted = new HashMap<>();
            for (int i = 0; i < 900; i++) {
                String name = channels[i % 2];
                String id = channel(name).emit("number", i).toString();
                emitted.computeIfAbsent(name, key -> new ArrayList<>()).add(id);
            }
            return emitted;
        });
        Map<String, List<String>> told = new HashMap<>();
        for (int cut = 0; cut < 8; cut++) {
            page.awaitConnected(2);
            page.cut();
            page.awaitEnd();
            page = resume(query(channels), collect(page, told));
        }
        Map<String, List<String>> emitted = emitter.join();
        page.awaitMessages(count(emitted) - count(told));
        String unused = collect(page, told);
        assertEquals(emitted, told);
    }

    private static int count(Map<String, List<String>> ids) {
        return ids.values().stream().mapToInt(List::size).sum();
    }

    /** Takes what a page was told; gives the place after it. */
    private static String collect(Page page, Map<String, List<String>> told) {
        String place = "";
        for (Page.Event event : page.events()) {
            place = event.id();
            if (event.isMessage()) {
                told.computeIfAbsent(event.json().path("channel").asString(), key -> new ArrayList<>())
                        .add(event.json().path("id").asString());
            }
        }
        return place;
    }
}
