package dev.realtime4j.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.realtime4j.Realtime;
import dev.realtime4j.server.RealtimeServer;
import dev.realtime4j.tck.broker.Broker;
import dev.realtime4j.tck.broker.KafkaServer;
import dev.realtime4j.tck.broker.NatsServer;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two servers on one backend: a page of the one sees what is emitted at the other, and goes on at another one. */
@Tag("once")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoServersTest {

    /**
     * A store that several servers share.
     *
     * @param url what they connect to
     * @param end ends what runs there
     */
    record Store(String url, Runnable end) implements AutoCloseable {
        static Store of(Broker broker, String url) {
            return new Store(String.format(Locale.ROOT, url, broker.port()), broker::close);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private Browsers browsers;
    private WebApp app;

    static Stream<Named<Callable<Store>>> backends() {
        return Stream.of(
                Named.of("in-memory", () -> new Store("memory:two-servers", () -> {})),
                Named.of("Redis", () -> Store.of(RedisServer.launch(), "redis://127.0.0.1:%d")),
                Named.of("NATS", () -> Store.of(NatsServer.launch(), "nats://127.0.0.1:%d")),
                Named.of("Kafka", () -> Store.of(KafkaServer.launch(Map.of()), "kafka://127.0.0.1:%d/two-servers")));
    }

    @BeforeAll
    void open() throws IOException, InterruptedException {
        app = new WebApp("original");
        browsers = new Browsers();
    }

    @AfterAll
    void close() {
        browsers.close();
        app.close();
    }

    private RealtimeServer serve(Realtime realtime, int port) {
        return RealtimeServer.builder(realtime)
                .port(port)
                .drain(Duration.ZERO)
                .http(http -> http.origins(app.origin()).retry(Duration.ofMillis(200)))
                .start();
    }

    private void emit(RealtimeServer server, int from, int to) throws IOException, InterruptedException {
        for (int i = from; i < to; i++) {
            HttpRequest request = HttpRequest.newBuilder(server.uri())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"channel\":\"a\",\"event\":\"number\",\"data\":" + i + "}"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aPageGoesOnAtAnotherServerOfTheSameBackend(Callable<Store> backend) throws Exception {
        try (Store store = backend.call();
                Realtime other = Realtime.connect(store.url());
                RealtimeServer emitting = serve(other, 0);
                BrowserContext person = browsers.person()) {
            int port;
            Page page = person.newPage();
            try (Realtime realtime = Realtime.connect(store.url());
                    RealtimeServer server = serve(realtime, 0)) {
                port = server.uri().getPort();
                page.navigate(app.page(Map.of(
                        "url", server.uri().toString(),
                        "withCredentials", false,
                        "first", Map.of("channels", List.of("a", "b")))));
                await().atMost(Told.PATIENCE)
                        .until(() -> server.http().streams().size() == 1);
                emit(emitting, 0, 10);
                Told.awaitCount(page, "first", 10);
            }
            emit(emitting, 10, 20);
            try (Realtime realtime = Realtime.connect(store.url());
                    RealtimeServer server = serve(realtime, port)) {
                emit(server, 20, 25);
                emit(emitting, 25, 30);
                Told.awaitCount(page, "first", 30);
                assertThat(Told.numbers(page, "first")).isEqualTo(Told.range(0, 30));
            }
        }
    }
}
