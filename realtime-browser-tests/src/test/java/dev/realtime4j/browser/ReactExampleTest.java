package dev.realtime4j.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of {@code examples/react}, with the server on another port than the page says. */
@Tag("once")
class ReactExampleTest {
    private static final String SERVER = "http://localhost:8080/api/realtime";

    @Test
    void bothClientsShowWhatIsEmitted() throws IOException, InterruptedException {
        Map<String, byte[]> scripts = Map.of(
                "/original.js", Npm.bundle("../../examples/react/src/original"),
                "/ours.js", Npm.bundle("../../examples/react/src/ours"));
        try (WebApp app = new WebApp(Files.readAllBytes(Path.of("../examples/react/public/index.html")), scripts);
                Realtime realtime = Realtime.connect("memory:");
                RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .drain(Duration.ZERO)
                        .http(http -> http.origins(app.origin()))
                        .start();
                Browsers browsers = new Browsers();
                BrowserContext person = browsers.person()) {
            Page page = person.newPage();
            page.route(
                    SERVER + "**",
                    route -> route.resume(new Route.ResumeOptions()
                            .setUrl(route.request()
                                    .url()
                                    .replace(SERVER, server.uri().toString()))));
            page.navigate(app.origin());
            assertThat(page.locator("#original")).hasText("connected");
            assertThat(page.locator("#ours")).hasText("connected");
            realtime.channel("chat:lobby").emit("chat.message", Map.of("user", "me", "text", "Hi"));
            assertThat(page.locator("#original")).containsText("me: Hi");
            assertThat(page.locator("#ours")).containsText("me: Hi");
        }
    }
}
