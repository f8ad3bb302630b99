package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.codec.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a stream tells. */
abstract class StreamingGroup extends HttpGroup {

    StreamingGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void whatIsEmittedAfterConnectedIsDelivered() {
        Page page = follow("room");
        String id = channel("room").emit("chat.message", Map.of("text", "hi")).toString();
        page.awaitMessages(1);
        Page.Event event = page.messages().get(0);
        assertEquals(id, event.id());
        assertTrue(
                event.data()
                        .startsWith("{\"id\":\"" + id
                                + "\",\"data\":{\"text\":\"hi\"},\"event\":\"chat.message\",\"channel\":\"room\""),
                event::data);
    }

    @Test
    void theResponseIsAStreamThatNobodyStores() {
        Page page = follow("room");
        assertEquals("text/event-stream", page.head().headers().get("Content-Type"));
        String cache = page.head().headers().get("Cache-Control");
        assertNotNull(cache);
        assertTrue(cache.contains("no-cache") && cache.contains("no-transform"), cache);
        String retry = page.retry();
        assertNotNull(retry);
        assertTrue(Long.parseLong(retry) >= 500, retry);
    }

    @Test
    void withoutAChannelTheDefaultOneIsFollowed() {
        Page page = page("", Map.of()).awaitConnected(1);
        server().realtime().emit("notification.alert", "hello world!");
        page.awaitMessages(1);
        assertEquals("default", page.messages().get(0).json().path("channel").asString());
    }

    @Test
    void everyChannelIsConnectedOnceAndBeforeItsMessages() {
        emit("a", 3);
        emit("b", 3);
        Page page = page("?channel=a&channel=b&channel=a&last_ack_a=0-0&last_ack_b=0-0", Map.of());
        page.awaitMessages(6);
        assertEquals(
                List.of("a", "b"),
                page.system("connected").stream()
                        .map(event -> event.json().path("channel").asString())
                        .toList());
        assertEquals("connected", page.events().get(0).system());
        assertEquals("connected", page.events().get(1).system());
    }

    @Test
    void everyKindOfJsonArrivesAsItWas() {
        List<String> values = List.of(
                "null",
                "true",
                "\"true\"",
                "\"123\"",
                "12345678901234567890.123456789012345678901234567890",
                "-0.0",
                "1e400",
                "\"\"",
                "\"line\\nbreak \\u2028 \\\"quoted\\\" ünï 🎉\"",
                "[]",
                "{}",
                "{\"b\":1,\"a\":{\"b\":[1,2,{\"a\":null}]},\"a\":2}");
        Page page = follow("json");
        values.forEach(value -> channel("json").emit("value", RawJson.of(value)));
        page.awaitMessages(values.size());
        for (int i = 0; i < values.size(); i++) {
            String data = page.messages().get(i).data();
            assertTrue(data.contains(",\"data\":" + values.get(i) + ",\"event\":\"value\","), data);
        }
    }

    @Test
    void everyNameIsAChannelOfItsOwn() {
        List<String> names = List.of(
                "123",
                "true",
                "a/b",
                "a?b",
                "a#b",
                "a,b",
                "a%20b",
                "a b",
                "a+b",
                "a&b=c",
                "constructor",
                "ünï-🎉",
                "{a}",
                "*");
        Page page = page(query(names.toArray(new String[0])), Map.of()).awaitConnected(names.size());
        names.forEach(name -> channel(name).emit("named", name));
        page.awaitMessages(names.size());
        List<String> told = new ArrayList<>();
        for (Page.Event event : page.messages()) {
            assertEquals(
                    event.json().path("channel").asString(),
                    event.json().path("data").asString());
            told.add(event.json().path("channel").asString());
        }
        assertEquals(names.stream().sorted().toList(), told.stream().sorted().toList());
    }

    @Test
    void aFilterLetsExactlyItsEventsThrough() {
        Page page = page("?channel=room&event=chat.*&event=joined", Map.of()).awaitConnected(1);
        for (String event : List.of("chat.message", "left", "joined", "chatter", "chat.typing.start", "joined.late")) {
            channel("room").emit(event, event);
        }
        page.awaitMessages(3);
        channel("room").emit("chat.end", "end");
        page.awaitMessages(4);
        assertEquals(
                List.of("chat.message", "joined", "chat.typing.start", "chat.end"),
                page.messages().stream()
                        .map(event -> event.json().path("event").asString())
                        .toList());
    }

    @Test
    void twoThousandMessagesComeInOrder() {
        start(HttpScenario.PLAIN.withKeep(2000)); // also if the page is far behind
        Page page = follow("many");
        List<String> ids = emit("many", 2000);
        page.awaitMessages(2000);
        assertEquals(ids, page.ids());
    }

    @Test
    void everyPageIsToldEverything() {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pages.add(follow("all"));
        }
        List<String> ids = emit("all", 50);
        for (Page page : pages) {
            page.awaitMessages(50);
            assertEquals(ids, page.ids());
        }
    }

    @Test
    void aSilentStreamIsPinged() {
        start(HttpScenario.PLAIN.withPing(Duration.ofMillis(200)));
        Page page = follow("quiet");
        page.await("three pings", told -> told.system("ping").size() >= 3);
        assertTrue(page.system("ping").get(0).json().path("timestamp").isIntegralNumber());
        assertEquals(0, page.messages().size());
    }
}
