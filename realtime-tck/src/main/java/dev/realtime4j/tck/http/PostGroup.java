package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Emitting over HTTP. */
abstract class PostGroup extends HttpGroup {

    PostGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void anEmitGivesTheIdOfTheStoredMessage() {
        Page page = follow("room");
        Answer answer = post("{\"channel\":\"room\",\"event\":\"chat.message\",\"data\":{\"text\":\"hi\"}}");
        assertEquals(201, answer.status(), answer::toString);
        page.awaitMessages(1);
        assertEquals(answer.json().path("id").asString(), page.ids().get(0));
    }

    @Test
    void withoutAChannelItGoesToTheDefaultOne() {
        assertEquals(201, post("{\"event\":\"a\",\"data\":null}").status());
        assertEquals(1, channel("default").history().messages().size());
    }

    @Test
    void dataIsStoredAsItWasSent() {
        String data = "{ \"b\" : 1.10,\n\t\"a\":[12345678901234567890, 1E400],\r\n \"b\":\"ünï \\u00e9\" }";
        assertEquals(
                201,
                post("{\"data\": " + data + " , \"event\":\"a\",\"channel\":\"raw\"}")
                        .status());
        Message<?> stored = channel("raw").history().messages().get(0);
        assertEquals(data.replaceAll("[\n\r\t]", " "), stored.json().replaceAll("[\n\r\t]", " "));
        assertTrue(!stored.json().contains("\n") && !stored.json().contains("\r"), stored.json());
    }

    @Test
    void theSameKeyIsStoredOnce() {
        String message = "{\"channel\":\"keyed\",\"event\":\"a\",\"data\":1,\"key\":\"k1\"}";
        String first = post(message).json().path("id").asString();
        assertEquals(first, post(message).json().path("id").asString());
        assertEquals(1, channel("keyed").history().messages().size());
    }

    /** Else such a client waits for the connection to end, as ab -k does. */
    @Test
    void aClientOfHttp10IsToldThatItsConnectionIsKept() {
        String message = "{\"event\":\"a\",\"data\":1}";
        try (Wire wire = new Wire(server().base(), 0)) {
            wire.write("POST " + server().base().getRawPath() + " HTTP/1.0\r\nHost: x\r\nConnection: Keep-Alive\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + message.length() + "\r\n\r\n" + message);
            Wire.Head head = wire.readHead();
            assertTrue(head != null && head.status() == 201, () -> "answered with " + head);
            byte[] body = wire.readBody(false);
            assertTrue(body.length > 0);
            boolean told = "keep-alive".equalsIgnoreCase(head.headers().get("Connection"));
            assertTrue(told || wire.readHead() == null, () -> "neither told nor closed: " + head);
        }
    }

    @Test
    void aBatchIsAnsweredMessageByMessage() {
        Answer answer =
                post("[{\"channel\":\"a\",\"event\":\"e\",\"data\":1},{\"channel\":\"b\",\"event\":\"e\",\"data\":2},"
                        + "{\"channel\":\"a\",\"event\":\"e\",\"data\":3}]");
        assertEquals(201, answer.status(), answer::toString);
        JsonNode ids = answer.json();
        assertEquals(3, ids.size());
        assertEquals(
                List.of(ids.get(0).path("id").asString(), ids.get(2).path("id").asString()),
                channel("a").history().messages().stream()
                        .map(message -> message.id().toString())
                        .toList());
        assertEquals(201, post("[]").status());
    }

    @Test
    void oneBadMessageOfABatchStoresNothing() {
        Answer answer = post(
                "[{\"channel\":\"a\",\"event\":\"e\",\"data\":1},{\"channel\":\"a\",\"event\":\"not a name\",\"data\":2}]");
        assertRefused(400, "bad_request", answer);
        assertTrue(answer.errorMessage().contains("Item 1"), answer::toString);
        assertEquals(0, channel("a").history().messages().size());
    }

    @Test
    void whatIsNoMessageIsRefusedAndStoresNothing() {
        for (String body : List.of(
                "",
                "x",
                "null",
                "1",
                "{}",
                "{\"event\":\"a\"}",
                "{\"data\":1}",
                "{\"event\":\"a\",\"data\":1",
                "{\"event\":\"a\",\"data\":1}{}",
                "{\"event\":\"a\",\"data\":1}\n\ndata: {\"id\":\"1-0\"}",
                "{\"event\":\"a\",\"data\":1}\n\n}",
                "{\"event\":\"a\",\"data\":tru}",
                "{\"event\":\"a\",\"data\":'x'}",
                "{\"event\":\"a\",\"data\":NaN}",
                "{\"event\":\"a\",\"data\":01}",
                "{\"event\":\"a\",\"data\":1,\"data\":2}",
                "{\"event\":\"a\",\"event\":\"b\",\"data\":2}",
                "{\"event\":\"a\",\"data\":1,\"room\":\"b\"}",
                "{\"event\":5,\"data\":1}",
                "{\"event\":\"a\",\"data\":1,\"channel\":null}",
                "{\"event\":\"\",\"data\":1}",
                "{\"event\":\"a*\",\"data\":1}",
                "{\"event\":\"a\\r\\nb\",\"data\":1}",
                "{\"event\":\"a\",\"data\":1,\"channel\":\"\"}",
                "{\"event\":\"a\",\"data\":1,\"channel\":\"x\\n\\ndata: 1\"}",
                "{\"event\":\"a\",\"data\":1,\"channel\":\"\\ud800\"}",
                "{\"event\":\"a\",\"data\":1,\"key\":\"\"}",
                "[1]",
                "[[]]",
                "[{\"event\":\"a\",\"data\":1},]",
                "{\"event\":\"a\",\"data\":" + "[".repeat(2000) + "]".repeat(2000) + "}")) {
            assertRefused(400, "bad_request", post(body));
        }
        assertEquals(0, channel("default").history().messages().size());
        byte[] utf16 = "{\"event\":\"a\",\"data\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertRefused(400, "bad_request", call("POST", "", Map.of("Content-Type", "application/json"), utf16));
        byte[] malformed = {'{', '"', 'e', 'v', 'e', 'n', 't', '"', ':', '"', (byte) 0xC3, '"', '}'};
        assertRefused(400, "bad_request", call("POST", "", Map.of("Content-Type", "application/json"), malformed));
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        byte[] body = "{\"event\":\"a\",\"data\":1}".getBytes(StandardCharsets.UTF_8);
        assertRefused(415, "unsupported_type", call("POST", "", Map.of("Content-Type", "text/plain"), body));
        assertRefused(415, "unsupported_type", call("POST", "", Map.of(), body));
        assertEquals(
                201,
                call("POST", "", Map.of("Content-Type", "Application/JSON; charset=utf-8"), body)
                        .status());
    }

    @Test
    void aBodyMayBeAllowedAnyLength() {
        start(HttpScenario.PLAIN.withMaxBody(Integer.MAX_VALUE));
        assertEquals(201, post("{\"event\":\"a\",\"data\":1}").status());
    }

    @Test
    void tooMuchIsRefused() {
        String data = "\"" + "x".repeat(600_000) + "\"";
        assertRefused(422, "invalid_data", post("{\"event\":\"a\",\"data\":" + data + "}"));
        assertRefused(413, "too_large", post("{\"event\":\"a\",\"data\":\"" + "x".repeat(2_000_000) + "\"}"));
        assertEquals(0, channel("default").history().messages().size());
        assertEquals(
                201,
                post("{\"event\":\"a\",\"data\":\"" + "x".repeat(500_000) + "\"}")
                        .status());
    }
}
