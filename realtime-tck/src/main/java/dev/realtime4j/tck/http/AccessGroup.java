package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may do what. */
abstract class AccessGroup extends HttpGroup {
    private static final String MESSAGE = "{\"channel\":\"room-1\",\"event\":\"e\",\"data\":1}";

    AccessGroup(HttpContract contract) {
        super(contract);
    }

    @Test
    void everyActionIsDecided() {
        start(HttpScenario.PLAIN.withGuard());
        assertRefused(401, "unauthorized", get("?channel=room-1", Map.of()));
        assertRefused(401, "unauthorized", get("/history?channel=room-1", Map.of()));
        assertRefused(401, "unauthorized", post(MESSAGE));
        assertEquals(0, channel("room-1").history().messages().size());
        assertEquals(201, post(MESSAGE, bearer("rooms")).status());
        assertEquals(200, get("/history?channel=room-1", bearer("rooms")).status());
        Page page = page("?channel=room-1&last_ack_room-1=0-0", bearer("rooms"));
        page.awaitMessages(1);
    }

    @Test
    void everyChannelIsDecided() {
        start(HttpScenario.PLAIN.withGuard());
        assertRefused(403, "forbidden", get("?channel=room-1&channel=other", bearer("rooms")));
        assertRefused(403, "forbidden", get("/history?channel=other", bearer("rooms")));
        assertRefused(403, "forbidden", get("/history", bearer("rooms")));
        assertRefused(
                403,
                "forbidden",
                post("[" + MESSAGE + ",{\"channel\":\"other\",\"event\":\"e\",\"data\":1}]", bearer("rooms")));
        assertEquals(0, channel("room-1").history().messages().size());
    }

    @Test
    void aBrokenAccessControlLetsNobodyInAndTellsNothing() {
        start(HttpScenario.PLAIN.withGuard());
        for (String token : List.of("broken", "broken-argument", "broken-error", "broken-checked")) {
            for (Answer answer : List.of(
                    get("?channel=room-1", bearer(token)),
                    get("/history?channel=room-1", bearer(token)),
                    post(MESSAGE, bearer(token)))) {
                assertRefused(500, "internal", answer);
                assertFalse(answer.body().contains("secret-of-the-server"), answer::toString);
            }
        }
        assertEquals(0, channel("room-1").history().messages().size());
    }

    @Test
    void whoMayOnlyReadLiveGetsNothingOfBefore() {
        start(HttpScenario.PLAIN.withGuard());
        List<String> old = emit("room", 3);
        assertRefused(403, "forbidden", get("/history?channel=room", bearer("live")));
        for (String forged : List.of("0-0", old.get(0), "0")) {
            Page page = page("?channel=room&last_ack_room=" + forged, bearer("live"))
                    .awaitConnected(1);
            String id = channel("room").emit("new", 1).toString();
            page.awaitMessages(1);
            assertEquals(List.of(id), page.ids());
        }
        Page page = page("?channel=room", Map.of("Authorization", "Bearer live", "Last-Event-ID", "0-0"))
                .awaitConnected(1);
        String id = channel("room").emit("new", 1).toString();
        page.awaitMessages(1);
        assertEquals(List.of(id), page.ids());
    }

    @Test
    void whoMayReadFromATimeGetsNothingOlder() {
        start(HttpScenario.PLAIN.withGuard());
        emit("room", 3);
        long last = channel("room").history().messages().get(2).epochMillis();
        long from = last + 1;
        while (System.currentTimeMillis() <= from) {
            Thread.onSpinWait();
        }
        String id = channel("room").emit("new", 1).toString();
        Page page = page("?channel=room&last_ack_room=0-0", bearer("from-" + from));
        page.awaitMessages(1);
        assertEquals(List.of(id), page.ids());
        Answer history = get("/history?channel=room&start=0", bearer("from-" + from));
        assertEquals(1, history.json().path("messages").size());
    }

    @Test
    void anExpiredPermissionEndsTheStreamVisibly() {
        start(HttpScenario.PLAIN.withGuard());
        Page page = page("?channel=room", bearer("until-" + (System.currentTimeMillis() + 1500)))
                .awaitConnected(1);
        List<String> ids = emit("room", 2);
        page.awaitEnd();
        assertEquals(ids, page.ids());
        assertEquals(1, page.system("error").size());
        assertEquals(1, page.system("reconnect").size());
    }

    @Test
    void aPermissionThatHasExpiredIsNone() {
        start(HttpScenario.PLAIN.withGuard());
        Map<String, String> expired = bearer("until-" + (System.currentTimeMillis() - 1000));
        assertRefused(401, "unauthorized", get("?channel=room-1", expired));
        assertRefused(401, "unauthorized", get("/history?channel=room-1", expired));
        assertRefused(401, "unauthorized", post(MESSAGE, expired));
        assertEquals(0, channel("room-1").history().messages().size());
    }

    @Test
    void aUserCanBeMadeToConnectAgain() {
        start(HttpScenario.PLAIN.withGuard());
        Page kicked = page("?channel=room", bearer("user-1")).awaitConnected(1);
        Page other = page("?channel=room", bearer("user-2")).awaitConnected(1);
        List<String> ids = emit("room", 2);
        kicked.awaitMessages(2);
        server().disconnect("user-1");
        kicked.awaitEnd();
        assertEquals(
                "reconnect", kicked.events().get(kicked.events().size() - 1).system());
        ids.addAll(emit("room", 1));
        other.awaitMessages(3);
        assertEquals(ids, other.ids());
    }

    @Test
    void pagesOfAllowedOriginsMayUseCredentials() {
        start(HttpScenario.PLAIN.withGuard().withOrigins("https://app.example.com"));
        Map<String, String> origin = Map.of("Origin", "https://app.example.com");
        Answer denied = get("?channel=room", origin);
        assertEquals(401, denied.status());
        for (Map<String, String> headers : List.of(
                denied.headers(),
                post(MESSAGE, origin).headers(),
                page("?channel=room", Map.of("Origin", "https://app.example.com", "Authorization", "Bearer user-1"))
                        .head()
                        .headers())) {
            assertEquals("https://app.example.com", headers.get("Access-Control-Allow-Origin"));
            assertEquals("true", headers.get("Access-Control-Allow-Credentials"));
            assertTrue(headers.getOrDefault("Vary", "").contains("Origin"), headers::toString);
        }
        Answer preflight = call("OPTIONS", "", origin, null);
        assertEquals(204, preflight.status());
        assertEquals("https://app.example.com", preflight.headers().get("Access-Control-Allow-Origin"));
        String allowed = preflight.headers().getOrDefault("Access-Control-Allow-Headers", "");
        assertTrue(allowed.contains("Content-Type") && allowed.contains("Authorization"), allowed);
        Map<String, String> asking = new HashMap<>(origin);
        asking.put("Access-Control-Request-Headers", "content-type,x-tenant");
        allowed = call("OPTIONS", "", asking, null).headers().getOrDefault("Access-Control-Allow-Headers", "");
        assertTrue(allowed.contains("content-type") && allowed.contains("x-tenant"), allowed);
    }

    @Test
    void pagesOfOtherOriginsAreRefused() {
        start(HttpScenario.PLAIN.withOrigins("https://app.example.com"));
        Map<String, String> origin = Map.of("Origin", "https://app.example.com.evil.net");
        assertRefused(403, "origin_not_allowed", get("?channel=room", origin));
        assertRefused(403, "origin_not_allowed", post(MESSAGE, origin));
        assertRefused(403, "origin_not_allowed", call("OPTIONS", "", origin, null));
        assertNull(get("", origin).headers().get("Access-Control-Allow-Origin"));
        assertRefused(403, "origin_not_allowed", post(MESSAGE, Map.of("Origin", "null")));
        assertEquals(
                201,
                post(MESSAGE, Map.of("Origin", "http://" + server().base().getAuthority()))
                        .status());
    }

    @Test
    void anyOriginMayBeAllowedWithoutCredentials() {
        start(HttpScenario.PLAIN.withOrigins("*"));
        Answer answer = post(MESSAGE, Map.of("Origin", "https://anywhere.example"));
        assertEquals(201, answer.status());
        assertEquals("*", answer.headers().get("Access-Control-Allow-Origin"));
        assertNull(answer.headers().get("Access-Control-Allow-Credentials"));
    }
}
