package dev.realtime4j.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request as a test makes it up, with one header and without a body. */
record Asked(String path, @Nullable String query, String name, String value) implements HttpRequest {

    /** Of which only the header counts. */
    Asked(String name, String value) {
        this("/", null, name, value);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public List<String> headers(String wanted) {
        return wanted.equalsIgnoreCase(name) ? List.of(value) : List.of();
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public CompletionStage<byte[]> body(int maxBytes) {
        return CompletableFuture.completedFuture(new byte[0]);
    }
}
