package dev.realtime4j.server;

import dev.realtime4j.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo and the inspector: files that lie beside this class, none of which names an outside address. */
final class Pages {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String POLICY =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    /** The file of a path, or null. */
    @Nullable
    Reply find(String path, String basePath) {
        String file = switch (path) {
            case "/" -> "pages/chat.html";
            case "/inspector" -> "pages/inspector.html";
            default -> path.matches("/(pages|js)/[a-z-]+\\.(js|css|svg)") ? path.substring(1) : null;
        };
        return file == null ? null : read(file, basePath);
    }

    private static @Nullable Reply read(String file, String basePath) {
        try (InputStream in = Pages.class.getResourceAsStream(file)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            if (file.endsWith(".html")) {
                bytes = new String(bytes, StandardCharsets.UTF_8)
                        .replace("{{base}}", basePath)
                        .getBytes(StandardCharsets.UTF_8);
            }
            String type = String.valueOf(TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
            return new Reply(200, Map.of("Content-Type", type, "Cache-Control", "no-cache"), bytes)
                    .with("Content-Security-Policy", POLICY)
                    .with("X-Content-Type-Options", "nosniff")
                    .with("Referrer-Policy", "no-referrer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
