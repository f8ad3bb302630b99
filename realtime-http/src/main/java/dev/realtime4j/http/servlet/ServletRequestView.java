package dev.realtime4j.http.servlet;

import dev.realtime4j.http.BodyTooLargeException;
import dev.realtime4j.http.HttpRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request of a servlet container. Its body is read by the thread that asks for it. */
final class ServletRequestView implements HttpRequest {
    private final HttpServletRequest request;
    private final String remoteAddress;
    private final @Nullable Principal principal;

    /** Made by the container's thread: filters such as Spring Security's know the user of their own thread only. */
    ServletRequestView(HttpServletRequest request) {
        this.request = request;
        this.remoteAddress = String.valueOf(request.getRemoteAddr());
        this.principal = request.getUserPrincipal();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getRequestURI();
        String context = request.getContextPath();
        return context != null && path.startsWith(context) ? path.substring(context.length()) : path;
    }

    @Override
    public @Nullable String query() {
        return request.getQueryString();
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public @Nullable Principal principal() {
        return principal;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(request) ? Optional.of(type.cast(request)) : Optional.empty();
    }

    @Override
    public CompletionStage<byte[]> body(int maxBytes) {
        try {
            byte[] body = request.getInputStream().readNBytes(Math.max(maxBytes, maxBytes + 1));
            return body.length > maxBytes
                    ? CompletableFuture.failedFuture(new BodyTooLargeException(maxBytes))
                    : CompletableFuture.completedFuture(body);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
