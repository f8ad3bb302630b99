package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.http.Decision;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.server.RealtimeServer;
import dev.realtime4j.tck.broker.FaultyLink;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The npm client {@code @upstash/realtime} 1.1.0, unmodified, in Chromium, on a page of another origin. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginalClientTest {
    private static final JsonMapper JSON = new JsonMapper();

    private Browsers browsers;
    private WebApp app;
    private Realtime realtime;
    private RealtimeServer server;
    private BrowserContext person;
    private @Nullable FaultyLink link;

    @BeforeAll
    void bundle() throws IOException, InterruptedException {
        app = new WebApp("original");
        browsers = new Browsers();
    }

    @AfterAll
    void closeBrowsers() {
        browsers.close();
        app.close();
    }

    @BeforeEach
    void open() {
        realtime = Realtime.connect("memory:");
        server = serve(0, http -> {});
        person = browsers.person();
    }

    @AfterEach
    void close() {
        person.close();
        if (link != null) {
            link.close();
            link = null;
        }
        server.close();
        realtime.close();
    }

    private void restart(Consumer<RealtimeHttp.Builder> settings) {
        server.close();
        server = serve(0, settings);
    }

    private RealtimeServer serve(int port, Consumer<RealtimeHttp.Builder> settings) {
        return RealtimeServer.builder(realtime)
                .port(port)
                .drain(Duration.ZERO)
                .http(http -> settings.accept(http.origins(app.origin()).retry(Duration.ofMillis(200))))
                .start();
    }

    private Page open(String url, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent("url", url);
        all.putIfAbsent("withCredentials", false);
        Page page = person.newPage();
        page.navigate(app.page(all));
        return page;
    }

    /** Opens a page of one hook on channels and waits until they are followed. */
    private Page follow(String... channels) {
        Page page = open(server.uri().toString(), Map.of("first", Map.of("channels", channels)));
        awaitStreams(1);
        return page;
    }

    private void awaitStreams(int count) {
        await().atMost(Told.PATIENCE).until(() -> server.http().streams().size() == count);
    }

    private void emit(String channel, int from, int to) {
        for (int i = from; i < to; i++) {
            realtime.channel(channel).emit("number", i);
        }
    }

    @Test
    void everyKindOfJsonArrives() {
        Page page = open(server.uri().toString(), Map.of("first", Map.of()));
        awaitStreams(1);
        List<String> values = List.of(
                "null",
                "true",
                "\"true\"",
                "\"123\"",
                "1.5",
                "\"\"",
                "\"a\\nb\\u2028 ünï 🎉\"",
                "[]",
                "{\"b\":[1,{\"a\":null}]}");
        values.forEach(value -> realtime.emit("kind.of", RawJson.of(value)));
        Told.awaitCount(page, "first", values.size());
        List<JsonNode> told = Told.all(page, "first");
        for (int i = 0; i < values.size(); i++) {
            assertThat(told.get(i).path("data")).isEqualTo(JSON.readTree(values.get(i)));
            assertThat(told.get(i).path("channel").asString()).isEqualTo("default");
            assertThat(told.get(i).path("event").asString()).isEqualTo("kind.of");
        }
    }

    @Test
    void twoThousandMessagesComeInOrderOnSeveralChannels() {
        Page page = follow("a/b", "123", "ünï ?#&");
        for (String channel : List.of("a/b", "123", "ünï ?#&")) {
            emit(channel, 0, 700);
        }
        Told.awaitCount(page, "first", 2100);
        for (String channel : List.of("a/b", "123", "ünï ?#&")) {
            assertThat(Told.numbers(page, "first", channel)).isEqualTo(Told.range(0, 700));
        }
    }

    @Test
    void twoHooksShareOneConnectionAndFilterEvents() {
        Page page = open(
                server.uri().toString(),
                Map.of(
                        "first", Map.of("channels", List.of("room"), "events", List.of("wanted")),
                        "second", Map.of("channels", List.of("room", "other"))));
        await().atMost(Told.PATIENCE)
                .until(() -> server.http().streams().stream()
                        .anyMatch(stream -> stream.channels().size() == 2));
        awaitStreams(1);
        realtime.channel("room").emit("unwanted", 0);
        realtime.channel("room").emit("wanted", 1);
        realtime.channel("other").emit("wanted", 2);
        Told.awaitCount(page, "second", 3);
        assertThat(Told.numbers(page, "second")).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(Told.numbers(page, "first")).containsExactly(1);
    }

    @Test
    void channelsCanBeSwitchedAndTheHookDisabled() {
        Page page = follow("one");
        emit("one", 0, 1);
        Told.awaitCount(page, "first", 1);
        page.evaluate("window.set_first({channels: ['two']})");
        await().atMost(Told.PATIENCE)
                .until(() -> server.http().streams().stream()
                        .allMatch(stream -> stream.channels().equals(List.of("two"))));
        awaitStreams(1);
        emit("one", 1, 2);
        emit("two", 2, 3);
        Told.awaitCount(page, "first", 2);
        assertThat(Told.numbers(page, "first")).containsExactly(0, 2);
        page.evaluate("window.set_first({channels: ['two'], enabled: false})");
        awaitStreams(0);
    }

    @Test
    void cutsLoseAndRepeatNothing() {
        FaultyLink line = new FaultyLink("127.0.0.1", server.uri().getPort());
        link = line;
        Page page = open(
                "http://127.0.0.1:" + line.port() + server.uri().getPath(),
                Map.of("first", Map.of("channels", List.of("a", "b"))));
        awaitStreams(1);
        for (int cut = 0; cut < 3; cut++) {
            emit("a", 10 * cut, 10 * cut + 5);
            Told.awaitCount(page, "first", 20 * cut + 5);
            line.cut();
            emit("a", 10 * cut + 5, 10 * cut + 10);
            emit("b", 10 * cut, 10 * cut + 10);
            Told.awaitCount(page, "first", 20 * cut + 20);
        }
        for (String channel : List.of("a", "b")) {
            assertThat(Told.numbers(page, "first", channel)).isEqualTo(Told.range(0, 30));
        }
    }

    @Test
    void aRestartOfTheServerLosesNothing() {
        int port = server.uri().getPort();
        Page page = follow("a");
        emit("a", 0, 5);
        Told.awaitCount(page, "first", 5);
        server.close();
        emit("a", 5, 10);
        server = serve(port, http -> {});
        emit("a", 10, 15);
        Told.awaitCount(page, "first", 15);
        assertThat(Told.numbers(page, "first")).isEqualTo(Told.range(0, 15));
    }

    @Test
    void theMaximumDurationLosesAndRepeatsNothing() {
        restart(http -> http.maxDuration(Duration.ofMillis(1500)));
        Page page = follow("a", "quiet");
        int sent = 0;
        for (long opened = 1; opened < 4; opened = server.http().stats().openedStreams()) {
            emit("a", sent, ++sent);
            Told.awaitCount(page, "first", sent); // a page that is far behind would be overtaken by retention
        }
        emit("quiet", sent, sent + 1);
        Told.awaitCount(page, "first", sent + 1);
        assertThat(Told.numbers(page, "first").stream().sorted()).isEqualTo(Told.range(0, sent + 1));
        assertThat(page.evaluate("window.statuses.includes('error')")).isEqualTo(false);
    }

    /** The client takes a line for dead that was silent for 75 s by its clock, and connects again. */
    @Test
    void anIdleHourLosesAndRepeatsNothing() {
        Page page = person.newPage();
        page.clock().install();
        page.navigate(app.page(Map.of(
                "url", server.uri().toString(),
                "withCredentials", false,
                "first", Map.of("channels", List.of("a", "b")))));
        page.clock().runFor(100);
        awaitStreams(1);
        emit("a", 0, 5);
        Told.awaitCount(page, "first", 5);
        page.clock().fastForward("01:00:00");
        await().atMost(Told.PATIENCE)
                .until(() -> server.http().stats().openedStreams() > 1
                        && server.http().streams().size() == 1);
        emit("a", 5, 10);
        emit("b", 10, 15);
        Told.awaitCount(page, "first", 15);
        assertThat(Told.numbers(page, "first", "a")).isEqualTo(Told.range(0, 10));
        assertThat(Told.numbers(page, "first", "b")).isEqualTo(Told.range(10, 15));
    }

    @Test
    void aClientThatIsNotLetInIsToldSo() {
        restart(http -> http.access(attempt -> Decision.deny(401, "sign in first")));
        Page page = open(server.uri().toString(), Map.of("first", Map.of("channels", List.of("a"))));
        await().atMost(Told.PATIENCE)
                .until(() -> (Boolean) page.evaluate("window.statuses.filter(s => s === 'disconnected').length > 1"));
        assertThat(page.evaluate("window.statuses.includes('connected')")).isEqualTo(false);
    }

    @Test
    void cookiesAreSentAcrossOrigins() {
        restart(http ->
                http.access(attempt -> "session=ann".equals(attempt.request().header("Cookie"))
                        ? Decision.allow().user("ann")
                        : Decision.deny(401, "sign in first")));
        person.addCookies(List.of(
                new Cookie("session", "ann").setUrl(server.uri().resolve("/").toString())));
        Page page = open(
                server.uri().toString(), Map.of("first", Map.of("channels", List.of("a")), "withCredentials", true));
        awaitStreams(1);
        assertThat(server.http().streams().get(0).user()).isEqualTo("ann");
        emit("a", 0, 3);
        Told.awaitCount(page, "first", 3);
    }

    @Test
    void pagesOfOtherOriginsGetNothing() {
        server.close();
        server = RealtimeServer.builder(realtime).port(0).drain(Duration.ZERO).start();
        Page page = open(server.uri().toString(), Map.of("first", Map.of("channels", List.of("a"))));
        await().atMost(Told.PATIENCE)
                .until(() -> (Boolean) page.evaluate("window.statuses.filter(s => s === 'disconnected').length > 1"));
        assertThat(page.evaluate("window.statuses.includes('connected')")).isEqualTo(false);
    }
}
