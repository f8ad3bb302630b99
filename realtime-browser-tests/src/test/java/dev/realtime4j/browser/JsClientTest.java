package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.http.Access.Action;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.server.RealtimeServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The tests of {@code realtime-js} under Node, against real servers. */
@Tag("once")
class JsClientTest {
    private static final Path CLIENT = Path.of("..", "realtime-js");
    private static final String KEY = "0123456789abcdef";
    private static final int KILOBYTE = 1000;

    @Test
    void itsOwnTestsPass() throws Exception {
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(10_000, Duration.ofHours(1)))
                .retention("few-", new Retention(10, Duration.ofHours(1)))
                .retention("brief-", new Retention(10, Duration.ofSeconds(1)))
                .build();
        try (Realtime realtime = Realtime.connect(config);
                RealtimeServer open = serve(realtime, http -> {});
                RealtimeServer guarded = serve(
                        realtime, http -> http.access(ApiKeys.NONE.with(KEY, "test", Set.of(Action.values()), "*")));
                RealtimeServer shortLived = serve(realtime, http -> http.maxDuration(Duration.ofSeconds(1)))) {
            Map<String, String> servers = Map.of(
                    "open", open.uri().toString(),
                    "guarded", guarded.uri().toString(),
                    "short", shortLived.uri().toString());
            String printed = Commands.run(
                    CLIENT,
                    Map.of("REALTIME_SERVERS", new JsonMapper().writeValueAsString(servers), "REALTIME_KEY", KEY),
                    List.of(Commands.find("node").toString(), "--test", "--test-reporter=tap", "test/"));
            assertThat(printed).contains("# fail 0", "# skipped 0", "# todo 0").doesNotContain("# pass 0");
        }
    }

    private static RealtimeServer serve(Realtime realtime, Consumer<RealtimeHttp.Builder> settings) {
        return RealtimeServer.builder(realtime)
                .port(0)
                .drain(Duration.ZERO)
                .http(http -> settings.accept(http.retry(Duration.ofMillis(200))))
                .start();
    }

    @Test
    void itsTypesAllowWhatIsRightAndRefuseWhatIsWrong() throws Exception {
        Npm.checkTypes();
    }

    /** Without it a component that renders on a server, as those of Next.js do, could not import the hook. */
    @Test
    void theHookIsAModuleForClients() throws Exception {
        assertThat(Files.readAllLines(CLIENT.resolve("src/react.js"))).startsWith("\"use client\";");
    }

    /** What a page loads, what the worker of all tabs loads, and what a page loads that has no worker. */
    @Test
    void itIsSmall() throws Exception {
        String page = "error.js realtime.js life.js tab.js";
        String shared = "shared.js connection.js sse.js";
        assertThat(compressed(page)).isLessThan(4 * KILOBYTE);
        assertThat(compressed(shared + " worker.js life.js error.js")).isLessThan(5 * KILOBYTE);
        assertThat(compressed(page + " " + shared)).isLessThan(7 * KILOBYTE);
    }

    private static int compressed(String files) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            for (String file : List.of(files.split(" ", -1))) {
                gzip.write(Files.readAllBytes(CLIENT.resolve("src").resolve(file)));
            }
        }
        return compressed.size();
    }
}
