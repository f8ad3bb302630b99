package dev.realtime4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server answers beside the channels, and how it treats connections. */
class RealtimeServerTest {
    private final Realtime realtime = Realtime.connect("memory:");
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RealtimeServer server = RealtimeServer.builder(realtime)
            .port(0)
            .drain(Duration.ZERO)
            .pages(true)
            .metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .start();

    @AfterEach
    void close() {
        server.close();
        realtime.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void healthIsUpWhileTheBackendAnswers() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        realtime.close();
        assertThat(get("/health").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreToldToPrometheus() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("realtime_http_streams 0.0", "realtime_http_messages_total 0.0");
    }

    @Test
    void theDocumentsListTheMetrics() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var unused = new ServerMetrics(registry);
        ServerMetrics.bind(registry, server.http());
        List<String> told = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .filter(name -> !name.endsWith("_max"))
                .toList();
        List<String> listed = Files.readAllLines(Path.of("../docs/http.md")).stream()
                .filter(line -> line.startsWith("| `realtime_"))
                .map(line -> line.replaceFirst("^\\| `(realtime_\\w+?)(_count)?`.*", "$1"))
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void parametersThatAreNotKnownAreIgnored() throws Exception {
        assertThat(get("/api/realtime/history?channel=room&limt=1&last_ack_room=nonsense")
                        .statusCode())
                .isEqualTo(200);
        URI stream = URI.create(server.uri() + "?channel=room&chanel=other&last_ack_other=nonsense");
        HttpResponse<InputStream> answer =
                client.send(HttpRequest.newBuilder(stream).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        answer.body().close();
    }

    @Test
    void thePagesNameNoOutsideAddress() throws Exception {
        for (String path : new String[] {
            "/",
            "/inspector",
            "/js/realtime.js",
            "/js/worker.js",
            "/pages/chat.js",
            "/pages/inspector.js",
            "/pages/style.css"
        }) {
            HttpResponse<String> page = get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body())
                    .as(path)
                    .doesNotContain("https:", "{{base}}")
                    .doesNotContainPattern("http://(?!www.w3.org)");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'self'") // which lets the worker start, and connect
                            .doesNotContain("worker-src", "connect-src", "script-src"));
            if (path.endsWith(".js")) {
                assertThat(page.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
            }
        }
        assertThat(get("/pages/../pages/chat.js").statusCode()).isNotEqualTo(500);
        assertThat(get("/pages/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsAndHealthNameNobody() throws Exception {
        realtime.channel("room-of-ann").emit("event-of-ann", "data-of-ann");
        var stream = client.send(
                HttpRequest.newBuilder(URI.create(server.uri() + "?channel=room-of-ann"))
                        .build(),
                BodyHandlers.ofInputStream());
        for (String path : new String[] {"/metrics", "/health"}) {
            assertThat(get(path).body()).as(path).doesNotContain("of-ann", "127.0.0.1");
        }
        stream.body().close();
    }

    @Test
    void noPathLeadsOutOfThePages() throws Exception {
        String port = ":" + server.uri().getPort();
        for (String path : new String[] {
            "/pages/../version.txt",
            "/pages/%2e%2e/version.txt",
            "/pages/..%2fversion.txt",
            "/pages//../Main.class",
            "/js/../../../../META-INF/MANIFEST.MF",
            "/pages/....//version.txt",
            "/pages/chat.js%00.css",
            "/pages/chat.html",
            "//etc/passwd"
        }) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost" + port + "\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(path).startsWith("HTTP/1.1 404 ");
            }
        }
    }

    /** A name of the attacker's that points here would make the attacker's page one of this server's origin. */
    @Test
    void anUnguardedServerOfThisMachineGoesByItsOwnNamesAlone() {
        LocalNames names = new LocalNames(List.of("https://app.example.com"));
        for (String host : new String[] {
            "localhost",
            "LOCALHOST:8080",
            "chat.localhost:1",
            "127.0.0.1:8080",
            "127.1.2.3",
            "[::1]:8080",
            "[0:0:0:0:0:0:0:1]:8080", // as Java prints it
            "app.example.com"
        }) {
            assertThat(names.has(host)).as(host).isTrue();
        }
        for (String host : new String[] {
            "attacker.example:8080",
            "localhost.attacker.example",
            "127.0.0.1.attacker.example",
            "notlocalhost",
            "evil-app.example.com",
            "[::2]:8080",
            "[0:0:0:0:0:0:0:2]",
            "[::1].attacker.example",
            ""
        }) {
            assertThat(names.has(host)).as(host).isFalse();
        }
        assertThat(new LocalNames(List.of("*")).has("attacker.example")).isTrue();
    }

    @Test
    void whoCallsItByAnotherNameIsRefusedEverywhere() throws Exception {
        server.close();
        server = RealtimeServer.builder(realtime)
                .port(0)
                .drain(Duration.ZERO)
                .pages(true)
                .names(new LocalNames(List.of()))
                .start();
        for (String path :
                new String[] {"/", "/inspector/data", "/health", server.uri().getPath() + "/history"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.1\r\nHost: attacker.example\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(path).startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void withoutPagesNothingIsShown() throws Exception {
        server.close();
        server = RealtimeServer.builder(realtime).port(0).drain(Duration.ZERO).start();
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/inspector/data").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void requestsOfOneConnectionAreAnsweredInTheirOrder() throws Exception {
        String emit = "POST " + server.uri().getPath()
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n"
                + "{\"event\":\"a\",\"data\":1}";
        String unknown = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
        String last = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write((emit.repeat(500) + unknown.repeat(500) + emit + last).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers.split("HTTP/1.1 201", -1)).hasSize(502);
            assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(501);
            assertThat(answers.indexOf("HTTP/1.1 404")).isGreaterThan(answers.indexOf("HTTP/1.1 201"));
            assertThat(answers).endsWith("{\"status\":\"up\"}");
        }
        assertThat(realtime.channel("default").history().messages()).hasSize(501);
    }

    @Test
    void aClientThatIsGoneIsNoticedAtOnce() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + server.uri().getPath() + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.http().streams().size() == 1);
        }
        await().until(() -> server.http().streams().isEmpty());
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        int taken = server.uri().getPort();
        assertThatThrownBy(() -> RealtimeServer.builder(realtime).port(taken).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("127.0.0.1:" + taken);
    }

    @Test
    void tooLongRequestsAreRefused() throws Exception {
        for (String request : new String[] {
            "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"
        }) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).containsPattern("^HTTP/1.1 4(14|31) ");
            }
        }
    }
}
