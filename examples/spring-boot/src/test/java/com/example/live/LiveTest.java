package com.example.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.http.RealtimeHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What both applications do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class LiveTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final Class<?> application;
    private final WebApplicationType type;

    @LocalServerPort
    private int port;

    @Autowired
    private RealtimeHttp http;

    private User ann;
    private User bob;

    LiveTest(Class<?> application, WebApplicationType type) {
        this.application = application;
        this.type = type;
    }

    @BeforeEach
    void signIn() {
        ann = new User(port, "ann");
        bob = new User(port, "bob");
    }

    private static void alert(User from, String to, String text) throws IOException, InterruptedException {
        assertThat(from.post("/users/" + to + "/alerts", "text/plain", text).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatTheControllerEmitsIsSeen() throws IOException, InterruptedException {
        try (EventReader reader = ann.follow("user-ann", "")) {
            assertThat(http.streams().get(0).user()).isEqualTo("ann");
            alert(bob, "ann", "Lunch?");
            JsonNode message = reader.next();
            assertThat(message.path("event").asString()).isEqualTo("notification.alert");
            assertThat(message.path("channel").asString()).isEqualTo("user-ann");
            assertThat(message.path("data")).isEqualTo(JSON.valueToTree(Map.of("from", "bob", "text", "Lunch?")));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            alert(bob, "ann", "Still there?"); // Tomcat finds out when it writes
            return http.streams().isEmpty();
        });
    }

    @Test
    void aStreamGoesOnWhereItWasCut() throws IOException, InterruptedException {
        String place;
        try (EventReader reader = ann.follow("user-ann", "")) {
            alert(bob, "ann", "one");
            assertThat(text(reader)).isEqualTo("one");
            place = reader.lastEventId();
        }
        alert(bob, "ann", "two");
        alert(bob, "ann", "three");
        try (EventReader reader = ann.follow("user-ann", place)) {
            assertThat(List.of(text(reader), text(reader))).containsExactly("two", "three");
        }
    }

    private static String text(EventReader reader) {
        return reader.next().path("data").path("text").asString();
    }

    @Test
    void channelsOfOthersAreDenied() throws IOException, InterruptedException {
        assertThat(bob.get("/api/realtime?channel=news&channel=user-ann").statusCode()).isEqualTo(403);
        assertThat(bob.get("/api/realtime/history?channel=user-ann").statusCode()).isEqualTo(403);
        String emission = "{\"channel\":\"user-bob\",\"event\":\"notification.alert\",\"data\":null}";
        assertThat(bob.post("/api/realtime", "application/json", emission).body()).contains("This is not yours");
        assertThat(new User(port, "").get("/api/realtime?channel=user-ann").statusCode()).isEqualTo(401);
    }

    @Test
    void aControllerReturnsAPageAsItIs() throws IOException, InterruptedException {
        alert(ann, "bob", "Ünïcode");
        JsonNode page = JSON.readTree(bob.get("/alerts").body());
        JsonNode message = page.path("messages").path(0);
        assertThat(message.propertyNames()).containsExactly("id", "event", "channel", "data", "timestamp");
        assertThat(message.path("data").path("text").asString()).isEqualTo("Ünïcode");
        JsonNode other = JSON.readTree(
                bob.get("/api/realtime/history?channel=user-bob&order=latest").body());
        assertThat(page.path("messages")).isEqualTo(other.path("messages"));
    }

    @Test
    void streamsAreToldToConnectAgainBeforeTheServerStops() throws IOException, InterruptedException {
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(application).web(type).run("--server.port=0");
        int own = context.getEnvironment().getRequiredProperty("local.server.port", int.class);
        try (EventReader reader = new User(own, "ann").follow("user-ann", "")) {
            CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
            assertThat(reader.next().path("type").asString()).isEqualTo("reconnect");
            assertThat(reader.next()).isNull();
            assertThat(closed).succeedsWithin(Duration.ofSeconds(20)); // by itself Spring waits for 30 s
        }
    }
}
