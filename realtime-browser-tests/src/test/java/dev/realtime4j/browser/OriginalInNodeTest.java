package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import dev.realtime4j.tck.broker.FaultyLink;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The npm client {@code @upstash/realtime} 1.1.0, unmodified, under Node with a library's {@code EventSource}. */
@Tag("once")
class OriginalInNodeTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EACH = 100;

    @Test
    void cutsLoseAndRepeatNothing() throws Exception {
        String script = Npm.bundleForNode("node").toAbsolutePath().toString();
        try (Realtime realtime = Realtime.connect("memory:");
                RealtimeServer server = RealtimeServer.builder(realtime)
                        .port(0)
                        .drain(Duration.ZERO)
                        .http(http -> http.retry(Duration.ofMillis(200)))
                        .start();
                FaultyLink link = new FaultyLink("127.0.0.1", server.uri().getPort())) {
            String url = "http://127.0.0.1:" + link.port() + server.uri().getPath();
            Process node = new ProcessBuilder(
                            Commands.find("node").toString(), script, url, "a,b", String.valueOf(2 * EACH))
                    .start();
            try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
                await().atMost(Told.PATIENCE)
                        .until(() -> server.http().streams().size() == 1);
                for (int i = 0; i < EACH; i++) {
                    realtime.channel("a").emit("number", i);
                    if (i % 40 == 20) {
                        link.cut();
                    }
                    realtime.channel("b").emit("number", i);
                }
                List<Integer> a = new ArrayList<>();
                List<Integer> b = new ArrayList<>();
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    JsonNode message = JSON.readTree(line);
                    (message.path("channel").asString().equals("a") ? a : b)
                            .add(message.path("data").asInt());
                }
                assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(a).isEqualTo(Told.range(0, EACH));
                assertThat(b).isEqualTo(Told.range(0, EACH));
            } finally {
                node.destroyForcibly();
            }
        }
    }
}
