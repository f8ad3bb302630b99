package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.StreamInfo;
import dev.realtime4j.server.RealtimeServer;
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
import org.junit.jupiter.api.TestInstance;

/** Several tabs of one browser, on pages of another origin than the server's. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Tabs {
    private Browsers browsers;
    WebApp app;
    private Realtime realtime;
    RealtimeServer server;
    BrowserContext person;

    @BeforeAll
    void openBrowser() throws IOException {
        app = serveApp(true);
        browsers = new Browsers();
    }

    static WebApp serveApp(boolean withWorker) throws IOException {
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

    void restart(Consumer<RealtimeHttp.Builder> settings) {
        server.close();
        server = serve(settings);
    }

    Page tab(Map<String, Object> options) {
        return tab(app, options);
    }

    Page tab(WebApp of, Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.putIfAbsent("url", server.uri().toString());
        Page page = person.newPage();
        page.navigate(of.page(all));
        page.waitForFunction("() => window.client");
        return page;
    }

    /** A tab that follows channels already. */
    Page following(String... channels) {
        Page page = tab(Map.of());
        for (String channel : channels) {
            follow(page, channel);
        }
        return page;
    }

    static void follow(Page page, String channel) {
        page.evaluate("channel => window.follow(channel)", channel);
    }

    static String status(Page page) {
        return (String) page.evaluate("window.client.status");
    }

    static void awaitStatus(Page page, String status) {
        await().atMost(Told.PATIENCE).until(() -> status(page), status::equals);
    }

    /** Waits until all streams are gone but one for each of these lists of channels. */
    void awaitStreams(List<?>... channels) {
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(server.http().streams().stream().map(StreamInfo::channels))
                        .map(Set::copyOf)
                        .containsExactlyInAnyOrderElementsOf(Stream.of(channels)
                                .<Set<String>>map(each -> Set.copyOf(
                                        each.stream().map(String::valueOf).toList()))
                                .toList()));
    }

    String emit(String channel, int from, int to) {
        String last = "";
        for (int i = from; i < to; i++) {
            last = realtime.channel(channel).emit("number", i).toString();
        }
        return last;
    }

    static void awaitTold(Page page, String channel, int from, int to) {
        Told.awaitCount(page, channel, to - from);
        assertThat(Told.numbers(page, channel)).isEqualTo(Told.range(from, to));
    }
}
