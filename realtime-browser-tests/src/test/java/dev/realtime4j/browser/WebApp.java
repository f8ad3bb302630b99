package dev.realtime4j.browser;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Pages with React, bundled here and served from an origin of their own. */
final class WebApp implements AutoCloseable {
    private static final Path WEB = Path.of("web");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;

    WebApp(String entry) throws IOException, InterruptedException {
        byte[] script = bundle(entry);
        byte[] page = "<!doctype html><title>test</title><div id=root></div><script src=/app.js></script>"
                .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/", "text/html; charset=utf-8", page);
        serve("/app.js", "text/javascript; charset=utf-8", script);
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

    private static byte[] bundle(String entry) throws IOException, InterruptedException {
        if (!Files.exists(WEB.resolve("node_modules/.package-lock.json"))
                || Files.getLastModifiedTime(WEB.resolve("node_modules/.package-lock.json"))
                                .compareTo(Files.getLastModifiedTime(WEB.resolve("package-lock.json")))
                        < 0) {
            String unused = Commands.run(
                    WEB,
                    Map.of(),
                    List.of(Commands.find("npm").toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        }
        Path out = Files.createDirectories(Path.of("target")).resolve(entry + ".js");
        String unused = Commands.run(
                WEB,
                Map.of("NODE_PATH", WEB.resolve("node_modules").toAbsolutePath().toString()),
                List.of(
                        "node_modules/.bin/esbuild",
                        entry + ".jsx",
                        "--bundle",
                        "--jsx=automatic",
                        "--log-level=warning",
                        "--define:process.env.NODE_ENV=\"production\"",
                        "--outfile=" + out.toAbsolutePath()));
        return Files.readAllBytes(out);
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
