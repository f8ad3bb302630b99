package dev.realtime4j.server;

import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.Reply;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server answers beside the HTTP face. Safe for any threads. */
final class Site {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final RealtimeHttp http;
    private final Health health;
    private final @Nullable PrometheusMeterRegistry metrics;
    private final @Nullable Inspector inspector;
    private final Pages pages = new Pages();

    private final @Nullable LocalNames names;

    Site(
            RealtimeHttp http,
            Health health,
            @Nullable PrometheusMeterRegistry metrics,
            @Nullable Inspector inspector,
            @Nullable LocalNames names) {
        this.http = http;
        this.health = health;
        this.metrics = metrics;
        this.inspector = inspector;
        this.names = names;
    }

    void handle(HttpRequest request, HttpResponse response) {
        String path = request.path();
        if (names != null && !names.has(request.header("Host"))) {
            response.send(Reply.text(
                    403, "This server is called localhost. Behind a proxy, allow the name by --origin https://NAME"));
        } else if (path.startsWith(http.basePath())) {
            http.handle(request, response);
        } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            response.send(Reply.text(405, "Allowed here: GET, HEAD").with("Allow", "GET, HEAD"));
        } else if (path.equals("/health")) {
            health.answer(response);
        } else if (path.equals("/metrics") && metrics != null) {
            response.send(new Reply(
                    200,
                    Map.of("Content-Type", METRICS_TYPE, "Cache-Control", "no-store"),
                    metrics.scrape().getBytes(StandardCharsets.UTF_8)));
        } else if (path.equals("/inspector/data") && inspector != null) {
            response.send(inspector.data());
        } else {
            Reply page = inspector == null ? null : pages.find(path, http.basePath());
            response.send(
                    page == null
                            ? Reply.text(404, "There is nothing here. The HTTP face is at " + http.basePath())
                            : page);
        }
    }
}
