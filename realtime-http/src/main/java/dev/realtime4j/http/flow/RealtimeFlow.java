package dev.realtime4j.http.flow;

import dev.realtime4j.http.HttpRequest;
import dev.realtime4j.http.HttpResponse;
import dev.realtime4j.http.HttpStream;
import dev.realtime4j.http.RealtimeHttp;
import dev.realtime4j.http.Reply;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * Mounts a {@link RealtimeHttp} in a reactive server such as WebFlux, Mutiny or Helidon: a request in, a response whose body
 * is a publisher out. What a client has not demanded stays in the log. Write each buffer and flush it at once. Safe for any
 * threads.
 */
public final class RealtimeFlow {
    private final RealtimeHttp http;
    private final Executor threads;

    /**
     * Makes an adapter.
     *
     * @param http what answers; not closed by this
     * @param threads where buffers are handed over; tasks are short
     */
    public RealtimeFlow(RealtimeHttp http, Executor threads) {
        this.http = http;
        this.threads = threads;
    }

    /**
     * A response.
     *
     * @param status the status
     * @param headers the headers, by name
     * @param body the body, for one subscriber; read-only buffers, each to be flushed at once. Cancelling it ends the stream
     */
    public record Response(int status, Map<String, String> headers, Flow.Publisher<ByteBuffer> body) {}

    /**
     * Answers a request.
     *
     * @param request the request
     * @return the response, as soon as its headers are known
     */
    public CompletionStage<Response> handle(HttpRequest request) {
        CompletableFuture<Response> response = new CompletableFuture<>();
        http.handle(request, new Answer(response));
        return response;
    }

    private final class Answer implements HttpResponse {
        private final CompletableFuture<Response> response;

        Answer(CompletableFuture<Response> response) {
            this.response = response;
        }

        @Override
        public void send(Reply reply) {
            FlowStream body = new FlowStream(threads, ByteBuffer.wrap(reply.body()));
            response.complete(new Response(reply.status(), reply.headers(), body));
        }

        @Override
        public HttpStream stream(int status, Map<String, String> headers) {
            FlowStream body = new FlowStream(threads, null);
            response.complete(new Response(status, headers, body));
            return body;
        }
    }
}
