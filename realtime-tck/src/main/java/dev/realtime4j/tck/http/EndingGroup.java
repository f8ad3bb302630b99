package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How streams end, and how many there may be. */
abstract class EndingGroup extends HttpGroup {

    EndingGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void beforeItsMaximumDurationAStreamAsksToConnectAgain() {
        start(HttpScenario.PLAIN.withMaxDuration(Duration.ofSeconds(2)));
        Page page = follow("a", "b");
        emit("a", 5);
        page.awaitEnd();
        Page.Event last = page.events().get(page.events().size() - 1);
        assertEquals("reconnect", last.system());
        assertTrue(last.json().path("timestamp").isIntegralNumber());
        assertEquals(5, page.messages().size());
        List<String> missed = emit("a", 2);
        missed.addAll(emit("b", 2));
        Page again = resume(query("a", "b"), last.id());
        again.awaitMessages(4);
        assertEquals(
                missed.stream().sorted().toList(), again.ids().stream().sorted().toList());
    }

    @Test
    void drainingHasAllClientsConnectAgainAndLosesNothing() {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pages.add(follow("room"));
        }
        List<String> ids = emit("room", 20);
        pages.forEach(page -> page.awaitMessages(20));
        server().drain(Duration.ofMillis(500));
        for (Page page : pages) {
            page.awaitEnd();
            assertEquals(ids, page.ids());
            assertEquals(
                    "reconnect", page.events().get(page.events().size() - 1).system());
        }
        Answer refused = get("?channel=room", Map.of());
        assertRefused(503, "closing", refused);
        assertEquals("1", refused.headers().get("Retry-After"));
        assertEquals(201, post("{\"event\":\"e\",\"data\":1}").status());
    }

    @Test
    void drainingDoesNotWaitForAPageThatDoesNotRead() {
        Page slow = unreadPage("?channel=room");
        String bulk = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            channel("room").emit("bulk", bulk);
        }
        long start = System.nanoTime();
        server().drain(Duration.ofMillis(300));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
        assertRefused(503, "closing", get("", Map.of()));
        slow.close();
    }

    @Test
    void streamsOfOneAddressAreLimitedAndFreedAgain() {
        start(HttpScenario.PLAIN.withStreams(100, 3).withPing(Duration.ofMillis(100)));
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pages.add(follow("room"));
        }
        Answer refused = get("?channel=room", Map.of());
        assertRefused(429, "too_many_streams", refused);
        assertTrue(refused.headers().containsKey("Retry-After"));
        for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP")) { // anybody may send these
            assertRefused(429, "too_many_streams", get("?channel=room", Map.of(header, "for=203.0.113.7")));
        }
        pages.get(0).cut();
        pages.get(1).await("a place is free", page -> server().openStreams() == 2);
        follow("room");
    }

    @Test
    void streamsInAllAreLimited() {
        start(HttpScenario.PLAIN.withStreams(2, 100));
        follow("a");
        follow("b");
        assertRefused(503, "too_many_streams", get("?channel=c", Map.of()));
        assertEquals(201, post("{\"event\":\"e\",\"data\":1}").status());
    }

    @Test
    void pagesThatComeAndGoLeaveNothingBehind() {
        start(HttpScenario.PLAIN.withPing(Duration.ofMillis(100)));
        Page watcher = follow("room");
        for (int i = 0; i < 100; i++) {
            Page page = follow("room", "other");
            if (i % 2 == 0) {
                page.cut();
            } else {
                page.close();
            }
        }
        watcher.await("one stream left", page -> server().openStreams() == 1);
        List<String> ids = emit("room", 3);
        watcher.awaitMessages(3);
        assertEquals(ids, watcher.ids());
    }
}
