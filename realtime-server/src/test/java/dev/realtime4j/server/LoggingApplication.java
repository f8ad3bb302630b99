package dev.realtime4j.server;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.http.Access;
import dev.realtime4j.http.ApiKeys;
import dev.realtime4j.http.JwtAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that logs all there is, also what it catches, as {@link SecretsInLogsTest} starts it: each set of settings on
 * its standard input is connected with and used.
 */
final class LoggingApplication {
    private static final Logger LOG = LoggerFactory.getLogger("application");

    private LoggingApplication() {}

    public static void main(String[] arguments) throws Exception {
        Properties given = new Properties();
        given.load(System.in);
        Map<String, Map<String, String>> sets = new TreeMap<>();
        given.stringPropertyNames().forEach(key -> {
            int at = key.indexOf(' ');
            sets.computeIfAbsent(key.substring(0, at), set -> new TreeMap<>())
                    .put(key.substring(at + 1), given.getProperty(key));
        });
        for (Map.Entry<String, Map<String, String>> set : sets.entrySet()) {
            if (set.getKey().startsWith("http")) {
                serve(set.getValue());
            } else {
                use(set.getKey(), set.getValue());
            }
        }
        System.exit(0);
    }

    private static void use(String name, Map<String, String> settings) {
        LOG.info("begin of {}", name);
        RealtimeConfig config;
        try {
            config = RealtimeConfig.of(settings);
            LOG.info("{}", config);
        } catch (RuntimeException e) {
            LOG.error("refused", e);
            LOG.info("end of {}: refused", name);
            return;
        }
        try (Realtime realtime = Realtime.connect(config)) {
            LOG.info("{}", realtime);
            CountDownLatch told = new CountDownLatch(1);
            realtime.subscribe(options -> options.onStatus(status -> LOG.info("{}", status))
                    .onMessage(message -> {
                        told.countDown();
                        throw new IllegalStateException("a handler that fails");
                    }));
            realtime.emit("chat.message", "hello");
            boolean unused = told.await(20, TimeUnit.SECONDS);
            LOG.info("{}", realtime.history(HistoryQuery.all()));
            failing(() -> realtime.emit("no event", 1));
            LOG.info("end of {}: used {}", name, told.getCount());
        } catch (RuntimeException | InterruptedException e) {
            LOG.error("failed", e);
            LOG.info("end of {}: failed", name);
        }
    }

    private static void failing(Supplier<?> call) {
        try {
            LOG.info("{}", call.get());
        } catch (RuntimeException e) {
            LOG.error("failed", e);
        }
    }

    /** Keys and tokens, right and wrong ones. */
    private static void serve(Map<String, String> settings) throws IOException, InterruptedException {
        String key = String.valueOf(settings.get("key"));
        Access keys = ApiKeys.NONE.with(key, "ann", Set.of(Access.Action.values()), "*");
        Access tokens = JwtAccess.withSecret(
                        String.valueOf(settings.get("secret")).getBytes(StandardCharsets.UTF_8))
                .cookie("token");
        Access broken = attempt -> {
            throw new IllegalArgumentException("an access control that fails");
        };
        HttpClient client = HttpClient.newHttpClient();
        for (Access access : List.of(keys, tokens, broken)) {
            LOG.info("{}", access);
            try (Realtime realtime = Realtime.connect("memory:");
                    RealtimeServer server = RealtimeServer.builder(realtime)
                            .port(0)
                            .http(http -> http.access(access))
                            .start()) {
                for (String credentials :
                        List.of(key, String.valueOf(settings.get("token")), String.valueOf(settings.get("wrong")))) {
                    for (String[] header : new String[][] {
                        {"Authorization", "Bearer " + credentials},
                        {"X-API-Key", credentials},
                        {"Cookie", "token=" + credentials}
                    }) {
                        HttpRequest.Builder request =
                                HttpRequest.newBuilder(server.uri()).header(header[0], header[1]);
                        HttpRequest emit = request.copy()
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"event\":\"a\",\"data\":1}"))
                                .build();
                        LOG.info(
                                "{}", client.send(emit, BodyHandlers.ofString()).body());
                        HttpRequest history = request.copy()
                                .uri(URI.create(server.uri() + "/history"))
                                .build();
                        LOG.info(
                                "{}",
                                client.send(history, BodyHandlers.ofString()).body());
                        HttpResponse<java.io.InputStream> stream =
                                client.send(request.build(), BodyHandlers.ofInputStream());
                        LOG.info("{} {}", stream.statusCode(), server.http().streams());
                        stream.body().close();
                    }
                }
            }
        }
        LOG.info("end of http: used 0");
    }
}
