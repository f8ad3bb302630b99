package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.http.Access;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.Decision;
import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.server.RealtimeServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpAccessTest extends Example {

    /** Somebody who is signed in. */
    record User(String name, Set<String> teams, Instant signedInUntil) {
        boolean mayUse(String channel) {
            return channel.equals("user-" + name) || teams.stream().anyMatch(team -> channel.equals("team-" + team));
        }
    }

    private final Map<String, User> sessions = Map.of(
            "session=1", new User("ann", Set.of("red"), Instant.now().plusSeconds(3600)),
            "session=2", new User("bob", Set.of("red"), Instant.now().plusSeconds(3600)));

    private @Nullable User currentUser(HttpRequest request) {
        String cookie = request.header("Cookie");
        return cookie == null ? null : sessions.get(cookie);
    }

    // tag::access[]
    Decision decide(Access.Attempt attempt) {
        User user = currentUser(attempt.request());
        if (user == null) {
            return Decision.deny(401, "Sign in first");
        }
        if (!attempt.channels().stream().allMatch(user::mayUse)) {
            return Decision.deny(403, "This channel is not yours");
        }
        return Decision.allow().user(user.name()).until(user.signedInUntil());
    }
    // end::access[]

    @Test
    void everybodySeesTheirOwnChannels() {
        try (RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .http(http -> http.access(this::decide))
                        .start();
                WebClient ann = new WebClient(server.uri(), "Cookie", "session=1");
                WebClient stranger = new WebClient(server.uri())) {
            assertThat(stranger.status("?channel=user-ann")).isEqualTo(401);
            assertThat(ann.status("?channel=user-bob")).isEqualTo(403);
            assertThat(ann.status("/history?channel=team-red")).isEqualTo(200);
            ann.follow("?channel=user-ann&channel=team-red", this::show);
            realtime.channel("team-red").emit("update.project", "Website Redesign");
            assertShown("\"Website Redesign\"");
        }
    }

    @Test
    void whoIsNoLongerWelcomeIsDecidedAnew() {
        try (RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .http(http -> http.access(this::decide))
                        .start();
                WebClient ann = new WebClient(server.uri(), "Cookie", "session=1");
                WebClient bob = new WebClient(server.uri(), "Cookie", "session=2")) {
            ann.follow("?channel=team-red", this::show);
            bob.follow("?channel=team-red", this::show);
            RealtimeHttp http = server.http();
            // tag::disconnect[]
            http.disconnect(stream -> "ann".equals(stream.user()));
            // end::disconnect[]
            await().until(() -> http.streams().size() == 1);
            assertThat(http.streams().get(0).user()).isEqualTo("bob");
        }
    }

    @Test
    void otherServicesHaveKeys() {
        // tag::keys[]
        ApiKeys keys = ApiKeys.NONE
                .with("7Jq0mW3xLr8TzN5c", "billing", Set.of(Access.Action.EMIT), "invoice-*")
                .with("Yb2kV9dHs4PfQ6ua", "support", Set.of(Access.Action.values()), "*");
        // end::keys[]
        try (RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .http(http -> http.access(keys))
                        .start();
                WebClient billing = new WebClient(server.uri(), "Authorization", "Bearer 7Jq0mW3xLr8TzN5c")) {
            assertThat(billing.emit("{\"channel\":\"invoice-7\",\"event\":\"invoice.paid\",\"data\":null}"))
                    .isEqualTo(201);
            assertThat(billing.emit("{\"channel\":\"user-ann\",\"event\":\"invoice.paid\",\"data\":null}"))
                    .isEqualTo(403);
            assertThat(billing.status("/history?channel=invoice-7")).isEqualTo(403);
            assertThat(keys.toString()).isEqualTo("ApiKeys" + List.of("billing", "support"));
        }
    }
}
