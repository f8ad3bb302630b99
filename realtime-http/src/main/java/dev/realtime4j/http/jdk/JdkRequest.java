package dev.realtime4j.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.realtime4j.http.BodyTooLargeException;
import dev.realtime4j.http.HttpRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request of the JDK's server. Its body is read by the thread that asks for it. */
final class JdkRequest implements HttpRequest {
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
            byte[] body = exchange.getRequestBody().readNBytes(maxBytes + 1);
            return body.length > maxBytes
                    ? CompletableFuture.failedFuture(new BodyTooLargeException(maxBytes))
                    : CompletableFuture.completedFuture(body);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
