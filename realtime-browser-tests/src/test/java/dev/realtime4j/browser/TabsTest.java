package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.Cookie;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.Decision;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.StreamInfo;
import dev.realtime4j.server.RealtimeServer;
import dev.realtime4j.tck.broker.FaultyLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several tabs of one browser, which share a worker and its stream, on pages of another origin than the server's. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TabsTest {
    private static final String KEY = "0123456789abcdef";
    private static final String OTHER_KEY = "fedcba9876543210";

    private Browsers browsers;
    private WebApp app;
    private Realtime realtime;
    private RealtimeServer server;
    private BrowserContext person;

    @BeforeAll
    void openBrowser() throws IOException {
        app = serveApp(true);
        browsers = new Browsers();
    }

    private static WebApp serveApp(boolean withWorker) throws IOException {
        Map<String, byte[]> scripts = new HashMap<>();
        try (Stream<Path> files = Files.list(Path.of("..", "realtime-js", "src"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".js")).toList()) {
                if (withWorker || !file.endsWith("worker.js")) {
                    scripts.put("/js/" + file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
        return new WebApp(Files.readAllBytes(Path.of("web", "tabs.html")), scripts);
    }

    @AfterAll
    void closeBrowser() {
        browsers.close();
        app.close();
    }

    @BeforeEach
    void start() {
        realtime = Realtime.connect(RealtimeConfig.builder("memory:")
                .retention(new Retention(100_000, Duration.ofHours(1)))
                .build());
        server = serve(http -> {});
        person = browsers.person();
    }

    @AfterEach
    void close() {
        person.close();
        server.close();
        realtime.close();
    }

    private RealtimeServer serve(Consumer<RealtimeHttp.Builder> settings) {
        return RealtimeServer.builder(realtime)
                .port(0)
                .drain(Duration.ZERO)
                .http(http -> settings.accept(http.origins(app.origin()).retry(Duration.ofMillis(200))))
                .start();
    }

    private void restart(Consumer<RealtimeHttp.Builder> settings) {
        server.close();
        server = serve(settings);
    }

    private Page tab(Map<String, Object> options) {
        return tab(app, options);
    }

    private Page tab(WebApp of, Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.putIfAbsent("url", server.uri().toString());
        Page page = person.newPage();
        page.navigate(of.page(all));
        page.waitForFunction("() => window.client");
        return page;
    }

    /** A tab that follows channels already. */
    private Page following(String... channels) {
        Page page = tab(Map.of());
        for (String channel : channels) {
            follow(page, channel);
        }
        return page;
    }

    private static void follow(Page page, String channel) {
        page.evaluate("channel => window.follow(channel)", channel);
    }

    private static String status(Page page) {
        return (String) page.evaluate("window.client.status");
    }

    private static void awaitStatus(Page page, String status) {
        await().atMost(Told.PATIENCE).until(() -> status(page), status::equals);
    }

    /** Waits until all streams are gone but one for each of these lists of channels. */
    private void awaitStreams(List<?>... channels) {
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(server.http().streams().stream().map(StreamInfo::channels))
                        .map(Set::copyOf)
                        .containsExactlyInAnyOrderElementsOf(Stream.of(channels)
                                .<Set<String>>map(each -> Set.copyOf(
                                        each.stream().map(String::valueOf).toList()))
                                .toList()));
    }

    private String emit(String channel, int from, int to) {
        String last = "";
        for (int i = from; i < to; i++) {
            last = realtime.channel(channel).emit("number", i).toString();
        }
        return last;
    }

    private static void awaitTold(Page page, String channel, int from, int to) {
        Told.awaitCount(page, channel, to - from);
        assertThat(Told.numbers(page, channel)).isEqualTo(Told.range(from, to));
    }

    @Test
    void allTabsHaveOneStreamAndEachHasItsOwnChannels() {
        List<Page> tabs = Stream.generate(() -> following("room")).limit(4).toList();
        follow(tabs.get(0), "news");
        awaitStreams(List.of("room", "news"));
        emit("room", 0, 300);
        emit("news", 0, 100);
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 300);
            awaitStatus(tab, "connected");
        }
        awaitTold(tabs.get(0), "news", 0, 100);
        assertThat(tabs.get(1).evaluate("window.told.news")).isNull();
        assertThat(tabs.get(2).evaluate("window.client.channel('room').emit('number', 300)"))
                .isEqualTo(tabs.get(2)
                        .evaluate("() => new Promise(done => { const look = () => {"
                                + "const last = told.room.at(-1); last.data === 300 ? done(last.id) : setTimeout(look, 5); };"
                                + "look(); })"));
        for (Page tab : tabs) {
            awaitTold(tab, "room", 0, 301);
        }
        awaitStreams(List.of("room", "news"));
    }

    @Test
    void cutsLoseAndRepeatNothingInAnyTab() {
        try (FaultyLink line = new FaultyLink("127.0.0.1", server.uri().getPort())) {
            Map<String, Object> options = Map.of(
                    "url", server.uri().toString().replace(":" + server.uri().getPort(), ":" + line.port()));
            List<Page> tabs = List.of(tab(options), tab(options), tab(options));
            tabs.forEach(tab -> follow(tab, "room"));
            for (int cut = 0; cut < 3; cut++) {
                emit("room", 20 * cut, 20 * cut + 10);
                line.cut();
                emit("room", 20 * cut + 10, 20 * cut + 20);
                for (Page tab : tabs) {
                    awaitTold(tab, "room", 0, 20 * cut + 20);
                }
            }
            awaitStreams(List.of("room"));
        }
    }

    @Test
    void whoLeavesAndComesBackGetsWhatCameMeanwhileAndNobodyElseNotices() {
        Page stays = following("room");
        Page leaves = following("room");
        emit("room", 0, 10);
        awaitTold(leaves, "room", 0, 10);
        leaves.evaluate("window.leave('room')");
        emit("room", 10, 20);
        awaitTold(stays, "room", 0, 20);
        assertThat(Told.numbers(leaves, "room")).hasSize(10);
        follow(leaves, "room");
        emit("room", 20, 30);
        awaitTold(leaves, "room", 0, 30);
        awaitTold(stays, "room", 0, 30);
        awaitStreams(List.of("room"));
    }

    @Test
    void leavingAndComingBackAtOnceUnderAnEmitterThatNeverPauses() {
        Page stays = following("room");
        Page restless = following("room");
        restless.evaluate("() => { window.turns = 0; window.restless = setInterval(() => {"
                + "window.leave('room'); window.follow('room'); window.turns++; }, 10 + 60 * Math.random()); }");
        int sent = 0;
        while ((Integer) restless.evaluate("window.turns") < 40) {
            emit("room", sent, sent + 5);
            sent += 5;
        }
        restless.evaluate("clearInterval(window.restless)");
        awaitTold(restless, "room", 0, sent);
        awaitTold(stays, "room", 0, sent);
        awaitStreams(List.of("room"));
    }

    /** What waits at the port of a tab that is busy is not told to who has left, nor twice to who has come back. */
    @Test
    void whatIsUnderWayWhenATabLeavesComesOnce() {
        Page page = following("room");
        page.evaluate(
                "url => { for (let i = 0; i < 30; i++) {"
                        + "const emit = new XMLHttpRequest(); emit.open('POST', url, false);"
                        + "emit.setRequestHeader('Content-Type', 'application/json');"
                        + "emit.send(JSON.stringify({ channel: 'room', event: 'number', data: i })); }"
                        + "window.leave('room'); window.follow('room'); }",
                server.uri().toString());
        emit("room", 30, 40);
        awaitTold(page, "room", 0, 40);
    }

    @Test
    void aTabMayStartAtAnOlderPlace() {
        Page live = following("room");
        String third = emit("room", 0, 3);
        emit("room", 3, 50);
        awaitTold(live, "room", 0, 50);
        Page later = tab(Map.of());
        later.evaluate("after => window.follow('room', after)", third);
        awaitTold(later, "room", 3, 50);
        emit("room", 50, 60);
        awaitTold(later, "room", 3, 60);
        awaitTold(live, "room", 0, 60);
        awaitStreams(List.of("room"));
    }

    @Test
    void afterItsHistoryATabGoesOnWithoutASeamOverTheSameStream() {
        Page live = following("room");
        for (int round = 0; round < 2; round++) { // first with an empty channel
            Page later = tab(Map.of());
            Object told = later.evaluate("async () => { const page = await client.channel('room')"
                    + ".history({ order: 'latest', limit: 50 }); await follow('room', page.cursor);"
                    + "return page.messages.length; }");
            assertThat(told).isEqualTo(10 * round);
            awaitStreams(List.of("room"));
            emit("room", 10 * round, 10 * round + 10);
            awaitTold(later, "room", 10 * round, 10 * round + 10);
        }
        awaitTold(live, "room", 0, 20);
    }

    @Test
    void aClosedTabIsNoticed() {
        Page stays = following("room");
        Page goes = following("room", "only-there");
        Page reloads = following("room", "not-later");
        awaitStreams(List.of("room", "only-there", "not-later"));
        goes.close();
        reloads.reload();
        awaitStreams(List.of("room"));
        emit("room", 0, 10);
        awaitTold(stays, "room", 0, 10);
        stays.evaluate("window.client.close()");
        assertThat(status(stays)).isEqualTo("disconnected");
        awaitStreams();
        follow(stays, "room");
        emit("room", 10, 20);
        awaitTold(stays, "room", 0, 20);
    }

    /** With it may end the worker, which lives in the process of some tab. */
    @Test
    void aCrashedTabIsNoticed() {
        Page crashes = following("room", "only-there");
        Page stays = following("room");
        emit("room", 0, 10);
        awaitTold(stays, "room", 0, 10);
        assertThatThrownBy(() -> crashes.navigate("chrome://crash")).isInstanceOf(PlaywrightException.class);
        emit("room", 10, 20);
        awaitStreams(List.of("room"));
        emit("room", 20, 30);
        awaitTold(stays, "room", 0, 30);
    }

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
