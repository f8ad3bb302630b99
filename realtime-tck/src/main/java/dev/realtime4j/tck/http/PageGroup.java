package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** History over HTTP. */
abstract class PageGroup extends HttpGroup {

    PageGroup(HttpContract contract) {
        super(contract);
    }

    private JsonNode history(String query) {
        Answer answer = get("/history" + query, Map.of());
        assertEquals(200, answer.status(), answer::toString);
        return answer.json();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("messages").forEach(message -> ids.add(message.path("id").asString()));
        return ids;
    }

    @Test
    void messagesComeFromOldToNew() {
        List<String> ids = emit("log", 5);
        JsonNode page = history("?channel=log");
        assertEquals(ids, ids(page));
        assertTrue(page.path("next").isNull());
        JsonNode first = page.path("messages").get(0);
        assertEquals("number", first.path("event").asString());
        assertEquals("log", first.path("channel").asString());
        assertEquals(0, first.path("data").asInt());
        assertTrue(first.path("timestamp").isIntegralNumber());
    }

    @Test
    void anUnknownChannelIsAnEmptyPage() {
        assertEquals(List.of(), ids(history("?channel=nobody")));
        assertEquals(List.of(), ids(history("")));
    }

    @Test
    void walkingGivesEveryMessageOnceInBothDirections() {
        List<String> ids = emit("log", 23);
        assertEquals(ids, walk("?channel=log&limit=5"));
        List<String> latest = new ArrayList<>();
        JsonNode page = history("?channel=log&limit=5&order=latest");
        while (!page.path("next").isNull()) {
            latest.addAll(0, ids(page));
            page = history("?channel=log&limit=5&order=latest&after="
                    + page.path("next").asString());
        }
        latest.addAll(0, ids(page));
        assertEquals(ids, latest);
        Collections.reverse(ids);
        assertEquals(ids, walk("?channel=log&limit=5&order=newest"));
    }

    @Test
    void aStreamGoesOnWhereThePageOfTheLatestEnds() {
        start(HttpScenario.PLAIN.withKeep(5));
        emit("log", 20);
        JsonNode page = history("?channel=log&order=latest&limit=3&event=other");
        assertEquals(List.of(), ids(page));
        List<String> more = emit("log", 3);
        Page stream = page("?channel=log&last_ack_log=" + page.path("cursor").asString(), Map.of());
        stream.awaitMessages(3);
        assertEquals(more, stream.ids());
        assertEquals(List.of(), stream.system("gap"));
    }

    private List<String> walk(String query) {
        List<String> all = new ArrayList<>();
        JsonNode page = history(query);
        all.addAll(ids(page));
        while (!page.path("next").isNull()) {
            page = history(query + "&after=" + page.path("next").asString());
            all.addAll(ids(page));
        }
        return all;
    }

    @Test
    void aPageMayBeBoundedByTimeAndEvent() {
        emit("log", 3);
        String other = channel("log").emit("other.kind", 1).toString();
        assertEquals(List.of(other), ids(history("?channel=log&event=other.*")));
        assertEquals(4, ids(history("?channel=log&start=0&end=9999999999999")).size());
        assertEquals(0, ids(history("?channel=log&end=1000")).size());
        assertEquals(0, ids(history("?channel=log&start=9999999999999")).size());
        assertEquals(4, ids(history("?channel=log&limit=999999999")).size());
    }

    @Test
    void whatIsNotKeptIsToldAsAGap() {
        start(HttpScenario.PLAIN.withKeep(5));
        List<String> ids = emit("log", 20);
        JsonNode page = history("?channel=log&after=" + ids.get(3));
        assertEquals(ids.subList(15, 20), ids(page));
        assertEquals(ids.get(3), page.path("gap").path("after").asString());
        assertTrue(history("?channel=log&after=" + ids.get(17)).path("gap").isMissingNode());
    }

    @Test
    void whatIsNoQueryIsRefused() {
        for (String query : List.of(
                "?limit=0",
                "?limit=-1",
                "?limit=x",
                "?limit=1&limit=2",
                "?start=yesterday",
                "?end=1e3",
                "?after=x",
                "?after=5",
                "?order=random",
                "?event=a*b",
                "?channel=",
                "?channel=a&channel=b",
                "?channel=%ff",
                "?channel=%0A")) {
            assertRefused(400, "bad_request", get("/history" + query, Map.of()));
        }
        assertEquals(400, get("/history?channel=%zz", Map.of()).status());
    }
}
