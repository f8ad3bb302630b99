package com.example.live.webflux;

import dev.realtime4j.http.BodyTooLargeException;
import dev.realtime4j.http.HttpRequest;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.server.ServerWebExchange;

/** A request of WebFlux. */
record WebFluxRequest(ServerWebExchange exchange, @Nullable Principal principal) implements HttpRequest {

    @Override
    public String method() {
        return exchange.getRequest().getMethod().name();
    }

    @Override
    public String path() {
        return exchange.getRequest().getPath().pathWithinApplication().value();
    }

    @Override
    public @Nullable String query() {
        return exchange.getRequest().getURI().getRawQuery();
    }

    @Override
    public List<String> headers(String name) {
        return exchange.getRequest().getHeaders().getOrEmpty(name);
    }

    @Override
    public String remoteAddress() {
        InetSocketAddress address = exchange.getRequest().getRemoteAddress();
        return address == null ? "unknown" : address.getHostString(); // one of a proxy's header is not resolved
    }

    @Override
    public CompletionStage<byte[]> body(int maxBytes) {
        return DataBufferUtils.join(exchange.getRequest().getBody(), maxBytes)
                .map(buffer -> {
                    byte[] bytes = new byte[buffer.readableByteCount()];
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                })
                .defaultIfEmpty(new byte[0])
                .onErrorMap(DataBufferLimitException.class, e -> new BodyTooLargeException(maxBytes))
                .toFuture();
    }
}
