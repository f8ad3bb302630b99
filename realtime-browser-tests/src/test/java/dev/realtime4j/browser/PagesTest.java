package dev.realtime4j.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chat and the inspector of the server, used as people do. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private final List<BrowserContext> people = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Browsers browsers;
    private Realtime realtime;
    private RealtimeServer server;

    @BeforeAll
    void openBrowser() {
        browsers = new Browsers();
    }

    @AfterAll
    void closeBrowser() {
        browsers.close();
    }

    @BeforeEach
    void start() {
        realtime = Realtime.connect("memory:");
        server = serve(0);
    }

    private RealtimeServer serve(int port) {
        return RealtimeServer.builder(realtime)
                .port(port)
                .pages(true)
                .drain(Duration.ZERO)
                .http(http -> http.retry(Duration.ofMillis(200)))
                .start();
    }

    @AfterEach
    void close() {
        people.forEach(BrowserContext::close);
        people.clear();
        server.close();
        realtime.close();
    }

    private Page open(String path, Browser.NewContextOptions options) {
        BrowserContext person = browsers.person(options);
        people.add(person);
        Page page = person.newPage();
        page.onPageError(faults::add);
        page.navigate(server.uri().resolve(path).toString());
        return page;
    }

    private Page chat(String user) {
        Page page = open("/", new Browser.NewContextOptions().setViewportSize(1000, 640));
        page.locator("#user").fill(user);
        page.locator("#user").blur();
        assertThat(page.locator("#status")).hasText("connected");
        return page;
    }

    private static void say(Page page, String text) {
        page.locator("#text").fill(text);
        page.locator("#text").press("Enter");
    }

    private static Locator messages(Page page) {
        return page.locator("#messages li");
    }

    @Test
    void twoPeopleTalkAndFollowAJob() {
        Page ann = chat("Ann");
        Page bob = chat("Bob");
        say(ann, "Hello Bob, <b>is this</b> live?");
        assertThat(messages(bob).last()).containsText("Hello Bob, <b>is this</b> live?");
        bob.locator("#text").pressSequentially("Yes");
        assertThat(ann.locator("#typing")).containsText("Bob is typing");
        bob.locator("#text").press("Enter");
        assertThat(messages(ann).last()).containsText("Yes");
        bob.locator("#job").click();
        assertThat(ann.locator("progress")).hasCount(1);
        ann.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "chat.png")));
        assertThat(messages(ann).last())
                .containsText("job done", new LocatorAssertions.ContainsTextOptions().setTimeout(20_000));
        assertThat(messages(ann)).hasCount(3);
        assertThat(faults).isEmpty();
    }

    @Test
    void whoJoinsLateSeesTheLastFiftyAndRoomsAreKeptApart() {
        for (int i = 0; i < 60; i++) {
            realtime.channel("chat:lobby").emit("chat.message", Map.of("user", "Ann", "text", "text " + i));
        }
        Page bob = chat("Bob");
        assertThat(messages(bob)).hasCount(50);
        assertThat(messages(bob).first()).containsText("text 10");
        bob.locator("#room-name").fill("garden");
        bob.locator("#room-name").press("Enter");
        assertThat(messages(bob)).hasCount(0);
        say(bob, "only here");
        assertThat(messages(bob)).hasCount(1);
        realtime.channel("chat:lobby").emit("chat.message", Map.of("user", "Ann", "text", "unread"));
        assertThat(bob.locator("#rooms .count")).hasText("1");
        bob.getByLabel("Leave garden").click();
        assertThat(messages(bob)).hasCount(51);
        bob.reload();
        assertThat(messages(bob)).hasCount(50);
        assertThat(messages(bob).last()).containsText("unread");
        assertThat(faults).isEmpty();
    }

    @Test
    void aRestartIsSurvivedOrTold() {
        Page ann = chat("Ann");
        say(ann, "before");
        assertThat(messages(ann)).hasCount(1);
        int port = server.uri().getPort();
        server.close();
        assertThat(ann.locator("#status")).not().hasText("connected");
        realtime.channel("chat:lobby").emit("chat.message", Map.of("user", "Bob", "text", "meanwhile"));
        server = serve(port);
        assertThat(messages(ann)).hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        assertThat(messages(ann).last()).containsText("meanwhile");
        server.close();
        realtime.close();
        realtime = Realtime.connect("memory:"); // what a new process would have
        server = serve(port);
        assertThat(messages(ann).last()).containsText("started anew");
        say(ann, "after");
        assertThat(messages(ann).last()).containsText("after");
        assertThat(faults).isEmpty();
    }

    @Test
    void theInspectorShowsWhatIsLive() {
        Page ann = chat("Ann");
        Page page = open(
                "/inspector",
                new Browser.NewContextOptions().setViewportSize(1000, 640).setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("#channels button")).hasCount(1);
        page.locator("#channels button").click();
        say(ann, "seen by the inspector");
        assertThat(messages(page).last()).containsText("seen by the inspector");
        page.locator("#event").fill("chat.message");
        page.locator("#data").fill("{\"user\":\"Inspector\",\"text\":\"from the inspector\"}");
        page.locator("#data").press("Enter");
        assertThat(messages(ann).last()).containsText("from the inspector");
        assertThat(page.locator("#hint")).containsText("stored as");
        assertThat(page.locator("#streams")).hasText("2");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "inspector.png")));
        page.locator("#data").fill("no json");
        page.locator("#data").press("Enter");
        assertThat(page.locator("#hint")).containsText("JSON");
        assertThat(faults).isEmpty();
    }

    @Test
    void theTabsOfAPersonShareOneStream() {
        Page ann = chat("Ann");
        Page second = ann.context().newPage();
        second.onPageError(faults::add);
        second.navigate(ann.url());
        Page inspector = ann.context().newPage();
        inspector.navigate(server.uri().resolve("/inspector").toString());
        inspector.locator("#channels button").click();
        say(ann, "to all tabs");
        assertThat(messages(second)).hasCount(1);
        assertThat(messages(inspector).last()).containsText("to all tabs");
        assertThat(inspector.locator("#streams")).hasText("1");
        assertThat(faults).isEmpty();
    }

    @Test
    void theChatFitsOnAPhone() {
        Page page = open(
                "/",
                new Browser.NewContextOptions()
                        .setViewportSize(360, 640)
                        .setHasTouch(true)
                        .setIsMobile(true));
        assertThat(page.locator("#status")).hasText("connected");
        say(page, "from a phone");
        assertThat(messages(page)).hasCount(1);
        assertThat((Boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .isTrue();
        assertThat(page.locator("#job")).isInViewport();
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "chat-phone.png")));
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        Page page = chat("Ann");
        page.locator("#text").focus();
        page.keyboard().type("typed");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(messages(page)).hasCount(1);
        assertThat(page.locator("#text")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.locator("#job")).isFocused();
    }
}
