package dev.realtime4j.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Pages with React, bundled here and served from an origin of their own. */
final class WebApp implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;

    private static final String PAGE = "<!doctype html><title>test</title><div id=root></div><pre id=screen></pre>"
            + "<script type=module src=/app.js></script>";

    WebApp(String entry) throws IOException, InterruptedException {
        this(PAGE.getBytes(StandardCharsets.UTF_8), Map.of("/app.js", Npm.bundle(entry)));
    }

    /** A page whose tabs share a worker. */
    static WebApp withWorker(String entry) throws IOException, InterruptedException {
        return new WebApp(
                PAGE.getBytes(StandardCharsets.UTF_8),
                Map.of("/app.js", Npm.bundle(entry), "/worker.js", Npm.bundle("worker")));
    }

    WebApp(byte[] page, Map<String, byte[]> scripts) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html; charset=utf-8", page);
        scripts.forEach((path, script) -> serve(path, "text/javascript; charset=utf-8", script));
        server.start();
    }

    private void serve(String path, String type, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /** Its origin. */
    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The address of the page with what it is to do. */
    String page(Map<String, Object> settings) {
        return origin() + "/#"
                + URLEncoder.encode(JSON.writeValueAsString(settings), StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
