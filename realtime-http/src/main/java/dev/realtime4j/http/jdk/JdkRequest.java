package dev.realtime4j.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.realtime4j.http.BodyTooLargeException;
import dev.realtime4j.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request of the JDK's server. Its body is read by the thread that asks for it. */
final class JdkRequest implements HttpRequest {
    /** The server closes a connection on which it has left something unread, and then the client may not see the answer. */
    private static final long MOST_DRAINED = 8L * 1024 * 1024;

    private final HttpExchange exchange;

    JdkRequest(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String path() {
        String path = exchange.getRequestURI().getRawPath();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String query() {
        return exchange.getRequestURI().getRawQuery();
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : values;
    }

    @Override
    public String remoteAddress() {
        return exchange.getRemoteAddress().getAddress().getHostAddress();
    }

    @Override
    public @Nullable Principal principal() {
        return exchange.getPrincipal();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(exchange) ? Optional.of(type.cast(exchange)) : Optional.empty();
    }

    @Override
    public CompletionStage<byte[]> body(int maxBytes) {
        try {
            InputStream in = exchange.getRequestBody();
            byte[] body = in.readNBytes(Math.max(maxBytes, maxBytes + 1));
            if (body.length <= maxBytes) {
                return CompletableFuture.completedFuture(body);
            }
            drain(in);
            return CompletableFuture.failedFuture(new BodyTooLargeException(maxBytes));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** By reading: to skip would leave the server's own count of what is left as it is. */
    private static void drain(InputStream in) throws IOException {
        byte[] rest = new byte[8192];
        long drained = 0;
        for (int read = 0; read >= 0 && drained < MOST_DRAINED; read = in.read(rest)) {
            drained += read;
        }
    }
}
