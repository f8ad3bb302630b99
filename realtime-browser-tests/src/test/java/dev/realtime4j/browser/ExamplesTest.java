package dev.realtime4j.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code docs/browser.md} shows, in a browser. */
@Tag("once")
class ExamplesTest {

    @Test
    void whatTheDocumentationShowsWorks() throws IOException, InterruptedException {
        try (WebApp app = new WebApp("examples");
                Realtime realtime = Realtime.connect("memory:");
                RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .drain(Duration.ZERO)
                        .http(http -> http.origins(app.origin()))
                        .start();
                Browsers browsers = new Browsers();
                BrowserContext person = browsers.person()) {
            realtime.channel("room-7").emit("chat.message", Map.of("sender", "Bob", "text", "Anybody here?"));
            Page page = person.newPage();
            page.navigate(app.page(Map.of("url", server.uri().toString())));
            assertThat(page.locator("p")).hasText("connected");

            realtime.channel("user-123").emit("notification.alert", "Hello user 123!");
            realtime.channel("lobby").emit("chat.message", Map.of("text", "Welcome"));
            shows(page, "Hello user 123!", "[lobby] Welcome");

            page.getByText("Join Room 1").click();
            await().until(() -> server.http().streams().stream()
                    .anyMatch(stream -> stream.channels().contains("room-1")));
            realtime.channel("lobby").emit("chat.message", Map.of("text", "nobody is there"));
            realtime.channel("room-1").emit("chat.message", Map.of("text", "Hi"));
            realtime.channel("team-blue").emit("user.joined", "Ann");
            realtime.channel("team-blue").emit("chat.message", Map.of("text", "not wanted"));
            realtime.channel("team-red").emit("update.project", "Website Redesign");
            shows(page, "[room-1] Hi", "team-blue: user.joined Ann", "team-red: update.project Website Redesign");

            page.evaluate("window.chat('room-7')");
            shows(page, "Bob: Anybody here?", "Ann: Hello everyone!");
            assertThat(page.locator("#screen")).not().containsText("nobody is there");
            assertThat(page.locator("#screen")).not().containsText("not wanted");
        }
    }

    private static void shows(Page page, String... texts) {
        for (String text : texts) {
            assertThat(page.locator("#screen")).containsText(text);
        }
    }
}
