package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.tck.broker.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands on a Redis that they share, each a process of its own. */
@Tag("once")
class RedisProcessTest {

    @Test
    void whatOneProcessEmitsOthersFollowAndReadAlsoAcrossARestartOfTheServer() throws Exception {
        try (RedisServer server = RedisServer.launch()) {
            Process follower = start(server, "subscribe", "--max", "2");
            try (BufferedReader err = follower.errorReader(StandardCharsets.UTF_8);
                    BufferedReader out = follower.inputReader(StandardCharsets.UTF_8)) {
                assertThat(err.readLine()).startsWith("subscribed to");
                String first = emit(server, "1");
                assertThat(out.readLine()).contains(first);
                server.kill();
                server.start();
                String second = emit(server, "2");
                assertThat(out.readLine()).contains(second);
                assertThat(ProcessTest.ended(follower)).isZero();
                assertThat(output(start(server, "history")).lines())
                        .satisfiesExactly(
                                line -> assertThat(line).contains(first, "\"data\":1"),
                                line -> assertThat(line).contains(second, "\"data\":2"));
            } finally {
                follower.destroyForcibly();
            }
        }
    }

    /** Emits; gives the id as it is printed. */
    private static String emit(RedisServer server, String data) throws Exception {
        String id = output(start(server, "emit", "--event", "e", data)).strip();
        assertThat(id).startsWith("{\"id\":");
        return id.replaceAll(".*(\"\\d+-\\d+\").*", "$1");
    }

    private static Process start(RedisServer server, String command, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(command, "--transport", server.url(), "--channel", "c"));
        all.addAll(List.of(args));
        return ProcessTest.start(all.toArray(String[]::new));
    }

    private static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ProcessTest.ended(process)).isZero();
        return text;
    }
}
