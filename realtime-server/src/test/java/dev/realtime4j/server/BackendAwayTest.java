package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told while the backend is away, or refuses: that, and nothing of where and what it is. */
@Tag("once")
@Timeout(60)
class BackendAwayTest {
    private static final String EMIT = "{\"channel\":\"room\",\"event\":\"e\",\"data\":1}";

    private final HttpClient client = HttpClient.newHttpClient();

    private static RealtimeServer serve(Realtime realtime) {
        return RealtimeServer.builder(realtime).port(0).drain(Duration.ZERO).start();
    }

    private static Realtime connect(String url) {
        Duration second = Duration.ofSeconds(1);
        return Realtime.connect(RealtimeConfig.builder(url)
                .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), second, second))
                .build());
    }

    private void assertNothingIsTold(HttpRequest request, String code, String message)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(503, 504);
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"", message)
                .doesNotContain("127.0.0.1", "edis", "NOPERM");
    }

    private void assertNothingIsTold(URI place, String message) throws IOException, InterruptedException {
        HttpRequest.Builder emit = HttpRequest.newBuilder(place).header("Content-Type", "application/json");
        assertNothingIsTold(emit.POST(BodyPublishers.ofString(EMIT)).build(), "not_stored", message);
        for (String path : new String[] {"/history?channel=room", "?channel=room"}) {
            assertNothingIsTold(HttpRequest.newBuilder(URI.create(place + path)).build(), "unavailable", message);
        }
    }

    @Test
    void whereItIsIsNotToldWhileItIsAway() throws Exception {
        try (RedisServer redis = RedisServer.launch();
                Realtime realtime = connect(redis.url());
                RealtimeServer server = serve(realtime)) {
            redis.kill();
            assertNothingIsTold(server.uri(), "try again");
        }
    }

    @Test
    void whatItForbidsUsIsNotTold() throws Exception {
        try (RedisServer redis = RedisServer.launch();
                Realtime realtime = connect(redis.url());
                RealtimeServer server = serve(realtime)) {
            redis.call("ACL", "SETUSER", "default", "resetkeys", "~other:*", "resetchannels");
            assertNothingIsTold(server.uri(), "the log of the server says why");
        }
    }
}
