package dev.realtime4j.tck.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime4j.Channel;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One group of tests: a server for each test, and pages that are closed with it. */
abstract class HttpGroup {
    private final HttpContract contract;
    private final List<Page> pages = new ArrayList<>();
    private @Nullable HttpFixture fixture;

    HttpGroup(HttpContract contract) {
        this.contract = contract;
    }

    @AfterEach
    final void closeAll() {
        for (Page page : pages) {
            try {
                page.close();
            } catch (UncheckedIOException e) {
                // closed by the test
            }
        }
        if (fixture != null) {
            fixture.close();
        }
    }

    /** Starts the server of this test as a scenario says. */
    final HttpFixture start(HttpScenario scenario) {
        HttpFixture started = contract.fixture(scenario);
        fixture = started;
        return started;
    }

    final HttpFixture server() {
        HttpFixture started = fixture;
        return started == null ? start(HttpScenario.PLAIN) : started;
    }

    final Channel channel(String name) {
        return server().realtime().channel(name);
    }

    /** Opens a stream of channels and waits until they are followed. */
    final Page follow(String... channels) {
        return page(query(channels), Map.of()).awaitConnected(channels.length);
    }

    final Page page(String query, Map<String, String> headers) {
        Page page = Page.open(server().base(), query, headers);
        pages.add(page);
        return page;
    }

    final Page resume(String query, String lastEventId) {
        return page(query, Map.of("Last-Event-ID", lastEventId));
    }

    final Page unreadPage(String query) {
        Page page = Page.openUnread(server().base(), query, Map.of());
        pages.add(page);
        return page;
    }

    final Page slowPage(String query, int bytesPerSecond) {
        Page page = Page.openSlow(server().base(), query, bytesPerSecond);
        pages.add(page);
        return page;
    }

    static String query(String... channels) {
        StringBuilder query = new StringBuilder();
        for (String channel : channels) {
            query.append(query.isEmpty() ? '?' : '&').append("channel=").append(encoded(channel));
        }
        return query.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    final Answer get(String target, Map<String, String> headers) {
        return call("GET", target, headers, null);
    }

    final Answer post(String json) {
        return post(json, Map.of());
    }

    final Answer post(String json, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("Content-Type", "application/json"));
        all.putAll(headers);
        return call("POST", "", all, json.getBytes(StandardCharsets.UTF_8));
    }

    /** A call whose target is given as what follows the base. */
    final Answer call(String method, String target, Map<String, String> headers, byte @Nullable [] body) {
        Answer answer = callOrEnd(method, target, headers, body);
        if (answer == null) {
            throw new AssertionError(
                    "The server has closed the connection instead of answering " + method + " " + target);
        }
        return answer;
    }

    /** The same; null if the server has ended the connection instead, as it may for what is too large for it. */
    final @Nullable Answer callOrEnd(
            String method, String target, Map<String, String> headers, byte @Nullable [] body) {
        URI base = server().base();
        StringBuilder head = new StringBuilder(method + " " + base.getRawPath() + target + " HTTP/1.1\r\nHost: "
                + base.getAuthority() + "\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body != null) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        try (Wire wire = new Wire(base, 0)) {
            try {
                wire.write(head + "\r\n");
                if (body != null) {
                    wire.write(body);
                }
            } catch (UncheckedIOException e) {
                // A server may answer and close before it has read all; what it has said is still to be read.
            }
            Wire.Head answer = wire.readHead();
            return answer == null ? null : Answer.of(answer, wire.readBody(method.equals("HEAD")));
        }
    }

    /** Checks that a call was refused with a reason that a developer can use. */
    static void assertRefused(int status, String code, Answer answer) {
        assertEquals(status + " " + code, answer.status() + " " + answer.errorCode(), answer::toString);
    }

    /** Emits a count of messages with the numbers from 0 on. */
    final List<String> emit(String channel, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(channel(channel).emit("number", i).toString());
        }
        return ids;
    }
}
