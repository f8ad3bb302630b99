package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code realtime serve} as a process: where its options come from, and how it ends. */
@Tag("once")
class ServeProcessTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private BufferedReader start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.realtime4j.server.Main",
                "serve"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        return started.errorReader(StandardCharsets.UTF_8);
    }

    private static URI listening(BufferedReader err) throws IOException {
        StringBuilder told = new StringBuilder();
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            told.append(line).append('\n');
            if (line.startsWith("listening: ")) {
                return URI.create(line.substring("listening: ".length()));
            }
        }
        throw new AssertionError("The server has ended: " + told);
    }

    /** Not Process.destroy(): that would also close the streams. */
    private int ended() throws InterruptedException {
        Process running = Objects.requireNonNull(process, "not started");
        running.toHandle().destroy();
        assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }

    private HttpResponse<String> post(URI uri, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"event\":\"a\",\"data\":1}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void onASignalClientsAreToldToConnectAgainAndTheServerEnds() throws Exception {
        BufferedReader err = start(Map.of(), "--port", "0", "--drain", "200ms");
        URI uri = listening(err);
        assertThat(uri.getHost()).isEqualTo("127.0.0.1");
        HttpResponse<InputStream> stream =
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
        assertThat(post(uri).statusCode()).isEqualTo(201);
        assertThat(ended()).isZero();
        String told = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told).contains("\"event\":\"a\"").containsPattern("\"type\":\"reconnect\",\"timestamp\":\\d+}\n\n$");
    }

    @Test
    void optionsComeFromTheFileTheEnvironmentAndTheCommandLine() throws Exception {
        Files.writeString(
                folder.resolve("realtime.properties"),
                "serve.port = 1\nserve.base-path = /file\nserve.max-body = 10\nretention.max-messages = 5\n");
        BufferedReader err =
                start(Map.of("REALTIME_SERVE_BASE_PATH", "/environment", "REALTIME_SERVE_PORT", "2"), "--port", "0");
        URI uri = listening(err);
        assertThat(uri.getPath()).isEqualTo("/environment");
        assertThat(post(uri).statusCode()).isEqualTo(413);
        assertThat(ended()).isZero();
    }

    @Test
    void originsMayBeSeveralAndAreReplacedByThoseOfAStrongerSource() throws Exception {
        Files.writeString(folder.resolve("realtime.properties"), "serve.origin = https://file.example\n");
        assertThat(allowed(Map.of())).containsExactly("file");
        Map<String, String> environment = Map.of("REALTIME_SERVE_ORIGIN", "https://one.example,https://two.example");
        assertThat(allowed(environment)).containsExactly("one", "two");
        assertThat(allowed(environment, "--origin", "https://line.example", "--origin", "https://more.example"))
                .containsExactly("line", "more");
    }

    /** Pages of which origins a server lets in that is started so. */
    private List<String> allowed(Map<String, String> environment, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("--port", "0"));
        all.addAll(List.of(args));
        URI uri = listening(start(environment, all.toArray(String[]::new)));
        List<String> allowed = new ArrayList<>();
        for (String name : List.of("file", "one", "two", "line", "more")) {
            if (post(uri, "Origin", "https://" + name + ".example").statusCode() == 201) {
                allowed.add(name);
            }
        }
        assertThat(ended()).isZero();
        return allowed;
    }

    @Test
    void faultsNameTheirPlace() throws Exception {
        Files.writeString(folder.resolve("realtime.properties"), "serve.port = many\n");
        assertThat(start(Map.of()).lines().toList())
                .anySatisfy(line -> assertThat(line).contains("realtime.properties: serve.port", "many"));
        Files.delete(folder.resolve("realtime.properties"));
        assertThat(start(Map.of("REALTIME_SERVE_PROT", "1")).lines().toList())
                .anySatisfy(line -> assertThat(line).contains("REALTIME_SERVE_PROT"));
        assertThat(start(Map.of(), "--max-duration", "soon").lines().toList())
                .anySatisfy(line -> assertThat(line).contains("\"soon\" is no duration"));
    }

    @Test
    void withKeysAllAddressesAreServedAndOnlyHoldersLetIn() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), KEY + " test emit *\n");
        BufferedReader err = start(Map.of(), "--port", "0", "--api-keys", keys.toString());
        URI uri = listening(err);
        assertThat(post(uri).statusCode()).isEqualTo(401);
        assertThat(post(uri, "Authorization", "Bearer " + KEY).statusCode()).isEqualTo(201);
        assertThat(client.send(HttpRequest.newBuilder(uri.resolve("/")).build(), BodyHandlers.discarding())
                        .statusCode())
                .as("no pages")
                .isEqualTo(404);
        assertThat(client.send(HttpRequest.newBuilder(uri.resolve("/metrics")).build(), BodyHandlers.ofString())
                        .body())
                .contains("realtime_emits_seconds_count{stored=\"yes\"} 1");
        assertThat(ended()).isZero();
        assertThat(err.lines().toList()).noneMatch(line -> line.startsWith("pages:"));
    }
}
