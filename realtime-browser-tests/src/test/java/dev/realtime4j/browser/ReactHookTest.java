package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The React hook of {@code realtime-js} in both of its forms. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReactHookTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final Realtime realtime = Realtime.connect("memory:");
    private Browsers browsers;
    private WebApp app;
    private RealtimeServer server;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        app = WebApp.withWorker("ours");
        browsers = new Browsers();
        server = RealtimeServer.builder(realtime)
                .port(0)
                .drain(Duration.ZERO)
                .http(http -> http.origins(app.origin()))
                .start();
    }

    @AfterAll
    void close() {
        browsers.close();
        app.close();
        server.close();
        realtime.close();
    }

    private static Object told(Page page, String hook) {
        return page.evaluate("hook => window.told[hook].map(({data}) => data)", hook);
    }

    private static void awaitTold(Page page, String hook, List<Object> expected) {
        await().atMost(PATIENCE).until(() -> told(page, hook), expected::equals);
    }

    @Test
    void bothFormsFollowOverOneConnection() {
        try (BrowserContext person = browsers.person()) {
            Page page = person.newPage();
            page.navigate(app.page(Map.of(
                    "url", server.uri().toString(),
                    "nested", "user-1",
                    "listed", Map.of("channels", List.of("user-1", "news"), "events", List.of("news.*")))));
            await().atMost(PATIENCE).until(() -> "connected".equals(page.evaluate("window.statuses.at(-1)")));
            assertThat(server.http().streams()).hasSize(1);
            realtime.channel("user-1").emit("notification.alert", "one");
            realtime.channel("user-1").emit("notification.other", "two");
            realtime.channel("news").emit("news.sport", "three");
            awaitTold(page, "nested", List.of("one"));
            awaitTold(page, "listed", List.of("three"));
            page.evaluate("window.setNested('user-2')");
            await().atMost(PATIENCE)
                    .until(() -> server.http().streams().stream()
                            .anyMatch(stream -> stream.channels().contains("user-2")));
            realtime.channel("user-2").emit("notification.alert", "four");
            realtime.channel("user-1").emit("notification.alert", "nobody is there");
            realtime.channel("news").emit("news.sport", "five");
            awaitTold(page, "nested", List.of("one", "four"));
            awaitTold(page, "listed", List.of("three", "five"));
            Object id = page.evaluate("window.client.channel('user-2').emit('notification.alert', 'six')");
            awaitTold(page, "nested", List.of("one", "four", "six"));
            assertThat(page.evaluate("window.told.nested.at(-1).id")).isEqualTo(id);
            page.evaluate("window.setListed({channels: ['news'], enabled: false})");
            await().atMost(PATIENCE)
                    .until(() -> server.http().streams().stream()
                            .allMatch(stream -> stream.channels().equals(List.of("user-2"))));
            page.evaluate("window.setNested('')");
        }
        await().atMost(PATIENCE).until(() -> server.http().streams().isEmpty());
    }

    @Test
    void whileAnotherRoomLoadsMessagesAreForTheRoomThatIsShown() {
        try (BrowserContext person = browsers.person()) {
            Page page = person.newPage();
            page.navigate(app.page(Map.of(
                    "url",
                    server.uri().toString(),
                    "nested",
                    "",
                    "listed",
                    Map.of("enabled", false),
                    "room",
                    "lobby")));
            page.evaluate("window.load('lobby')");
            awaitFollowed("lobby");
            page.evaluate("window.setRoom('room-1')");
            await().atMost(PATIENCE).until(() -> (Boolean) page.evaluate("window.rendered.includes('room-1')"));
            realtime.channel("lobby").emit("chat.message", "one");
            awaitTold(page, "rooms", List.of("[lobby] one"));
            page.evaluate("window.load('room-1')");
            awaitFollowed("room-1");
            realtime.channel("room-1").emit("chat.message", "two");
            awaitTold(page, "rooms", List.of("[lobby] one", "[room-1] two"));
        }
        await().atMost(PATIENCE).until(() -> server.http().streams().isEmpty());
    }

    private void awaitFollowed(String channel) {
        await().atMost(PATIENCE)
                .until(() -> server.http().streams().stream()
                        .anyMatch(stream -> stream.channels().equals(List.of(channel))));
    }

    @Test
    void theHooksOfAllTabsFollowOverOneConnection() {
        try (BrowserContext person = browsers.person()) {
            List<Page> tabs = Stream.generate(person::newPage).limit(3).toList();
            for (Page tab : tabs) {
                tab.navigate(app.page(Map.of(
                        "url", server.uri().toString(),
                        "nested", "user-3",
                        "listed", Map.of("channels", List.of("user-3", "sports"), "events", List.of("news.*")))));
                await().atMost(PATIENCE).until(() -> "connected".equals(tab.evaluate("window.statuses.at(-1)")));
            }
            await().atMost(PATIENCE).until(() -> server.http().streams().size() == 1);
            realtime.channel("user-3").emit("notification.alert", "one");
            realtime.channel("sports").emit("news.sport", "two");
            for (Page tab : tabs) {
                awaitTold(tab, "nested", List.of("one"));
                awaitTold(tab, "listed", List.of("two"));
            }
        }
        await().atMost(PATIENCE).until(() -> server.http().streams().isEmpty());
    }
}
