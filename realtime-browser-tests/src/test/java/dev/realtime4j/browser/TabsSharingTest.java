package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which tabs share a stream, by what they send, and what they do where they cannot, or no longer. */
class TabsSharingTest extends Tabs {
    private static final String KEY = "0123456789abcdef";
    private static final String OTHER_KEY = "fedcba9876543210";

    @Test
    void aDenialIsToldInEveryTabAndTriedAgainForAll() {
        restart(http -> http.access(ApiKeys.NONE.with(KEY, "test", Set.of(Action.values()), "*")));
        List<Page> tabs =
                Stream.generate(() -> tab(Map.of("key", "wrong"))).limit(3).toList();
        tabs.forEach(tab -> tab.evaluate("() => { window.follow('room'); }"));
        for (Page tab : tabs) {
            awaitStatus(tab, "denied");
            assertThat(tab.evaluate("[client.error.status, client.error.code, client.error instanceof Error]"))
                    .isEqualTo(List.of(401, "unauthorized", true));
        }
        assertThat(server.http().streams()).isEmpty();
        tabs.get(0).evaluate("key => localStorage.setItem('key', key)", KEY);
        tabs.get(1).evaluate("window.client.reconnect()");
        for (Page tab : tabs) {
            awaitStatus(tab, "connected");
        }
        awaitStreams(List.of("room"));
        emit("room", 0, 5);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 5);
        }
    }

    @Test
    void whoeverSendsOtherHeadersHasAnotherStreamUnlessTheyAreNamedOne() {
        restart(http -> http.access(ApiKeys.NONE
                .with(KEY, "ann", Set.of(Action.values()), "*")
                .with(OTHER_KEY, "bob", Set.of(Action.values()), "*")));
        for (Object shared : List.of(true, "one person")) {
            List<Page> tabs = Stream.of(KEY, KEY, OTHER_KEY)
                    .map(key -> tab(Map.of("key", key, "shared", shared)))
                    .toList();
            tabs.forEach(tab -> follow(tab, "room"));
            if (shared.equals(true)) {
                awaitStreams(List.of("room"), List.of("room"));
            } else {
                awaitStreams(List.of("room"));
            }
            tabs.forEach(Page::close);
            awaitStreams();
        }
    }

    /** As where the request for a token gets no answer. */
    @Test
    void headersThatDoNotComeAreAskedForAgain() {
        Page page = person.newPage();
        page.clock().install();
        page.navigate(app.page(Map.of("url", server.uri().toString(), "hanging", true)));
        page.waitForFunction("() => window.client");
        page.evaluate("() => { window.follow('room'); }");
        page.waitForFunction("() => window.asked === 1");
        page.clock().fastForward(46_000);
        awaitStreams(List.of("room"));
        emit("room", 0, 5);
        awaitTold(page, "room", 0, 5);
    }

    @Test
    void cookiesAreSentToAnotherOrigin() {
        restart(http ->
                http.access(attempt -> "session=ann".equals(attempt.request().header("Cookie"))
                        ? Decision.allow()
                        : Decision.deny(401, "Sign in first")));
        person.addCookies(List.of(
                new Cookie("session", "ann").setUrl(server.uri().resolve("/").toString())));
        List<Page> tabs = Stream.generate(() -> tab(Map.of("withCredentials", true)))
                .limit(2)
                .toList();
        tabs.forEach(tab -> follow(tab, "room"));
        awaitStreams(List.of("room"));
    }

    @Test
    void withoutAWorkerEachPageHasItsOwnConnection() throws IOException {
        try (WebApp workerless = serveApp(false)) {
            restart(http -> http.origins(app.origin(), workerless.origin()));
            Page none = tab(workerless, Map.of());
            Page off = tab(Map.of("shared", false));
            person.addInitScript("delete window.SharedWorker");
            Page old = tab(Map.of());
            List<Page> pages = List.of(none, off, old);
            pages.forEach(page -> follow(page, "room"));
            awaitStreams(List.of("room"), List.of("room"), List.of("room"));
            emit("room", 0, 20);
            for (Page page : pages) {
                awaitTold(page, "room", 0, 20);
                assertThat(status(page)).isEqualTo("connected");
            }
        }
    }

    @Test
    void aWorkerThatEndsIsReplacedWithoutALoss() {
        List<Page> tabs = Stream.generate(() -> following("room")).limit(2).toList();
        emit("room", 0, 10);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 10);
        }
        endWorkers(tabs.get(0));
        emit("room", 10, 20);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 20);
        }
        awaitStreams(List.of("room"), List.of("room"));
        emit("room", 20, 30);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 30);
        }
    }

    private void endWorkers(Page page) {
        CDPSession session = person.newCDPSession(page);
        session.send("Target.getTargets").getAsJsonArray("targetInfos").forEach(target -> {
            JsonObject info = target.getAsJsonObject();
            if (info.get("type").getAsString().equals("shared_worker")) {
                JsonObject named = new JsonObject();
                named.add("targetId", info.get("targetId"));
                session.send("Target.closeTarget", named);
            }
        });
    }
}
