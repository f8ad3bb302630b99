package dev.realtime4j.server;

import dev.realtime4j.RealtimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests to a server that a {@link RemoteTransport} is made of. Safe for any threads. */
final class RemoteServer {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client;
    private final URI base;
    private final Duration timeout;
    private final @Nullable String token;

    /** The server has refused a request. */
    static final class Refused extends RealtimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final boolean mayBeStored;

        private Refused(String message, int status, boolean retryable, boolean mayBeStored) {
            super(message, null, retryable);
            this.status = status;
            this.mayBeStored = mayBeStored;
        }

        /** Whether something is wrong with what was sent, of which the server has done nothing. */
        boolean isOfTheContent() {
            return status == 400 || status == 413 || status == 422;
        }

        boolean mayBeStored() {
            return mayBeStored;
        }
    }

    RemoteServer(URI base, @Nullable String token, Duration connect, Duration timeout) {
        this.base = base;
        this.token = token;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connect)
                .build();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + target));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    CompletableFuture<byte[]> get(String target) {
        return bytes(request(target));
    }

    CompletableFuture<byte[]> post(byte[] body) {
        return bytes(request("").header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    /** How long a request may take, up to the end of its answer. */
    Duration timeout() {
        return timeout;
    }

    private CompletableFuture<byte[]> bytes(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofByteArray()).thenApply(response -> {
            if (response.statusCode() / 100 != 2) {
                throw refused(response.statusCode(), response.body());
            }
            return response.body();
        });
    }

    /** Sends a request; what comes of it must be whole in time. The time limit that the client knows ends with the headers. */
    private <T> CompletableFuture<HttpResponse<T>> send(HttpRequest.Builder request, BodyHandler<T> body) {
        CompletableFuture<HttpResponse<T>> sent = client.sendAsync(request.build(), body);
        return sent.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).handle((response, failure) -> {
            if (response == null) {
                sent.cancel(true);
                throw unreachable(failure);
            }
            return response;
        });
    }

    /** Opens a stream of a channel; blocks until the server answers. A refusal is waited for as a whole. */
    InputStream open(String channel, @Nullable String lastEventId) throws InterruptedException {
        HttpRequest.Builder request = request("?channel=" + encoded(channel)).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        CompletableFuture<HttpResponse<InputStream>> answer = send(
                request,
                head -> head.statusCode() == 200
                        ? BodySubscribers.ofInputStream()
                        : BodySubscribers.mapping(BodySubscribers.ofByteArray(), ByteArrayInputStream::new));
        try {
            HttpResponse<InputStream> response = answer.get();
            if (response.statusCode() != 200) {
                throw refused(response.statusCode(), response.body().readAllBytes());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refused refused ? refused : unreachable(e.getCause());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** What went wrong on the way; for an emit that means: whether the message was stored is not known. */
    private RealtimeException unreachable(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean neverSent = cause instanceof ConnectException;
        boolean late = cause instanceof TimeoutException;
        String why = late
                ? "no whole answer within " + timeout.toMillis() + " ms"
                : cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
        return new Refused(
                "the server at " + base
                        + (isUnknownHost(cause)
                                ? " cannot be reached: no host is known by that name"
                                : neverSent
                                        ? " cannot be reached; start one with: realtime serve, or name a backend with --transport"
                                        : " does not answer: " + why),
                0,
                true,
                !neverSent);
    }

    private static boolean isUnknownHost(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private Refused refused(int status, byte[] body) {
        JsonNode error = JSON.createObjectNode();
        try {
            error = JSON.readTree(body).path("error");
        } catch (JacksonException e) {
            // not one of ours: the status must do
        }
        String message = error.path("message").asString("no reason given");
        boolean mayBeStored =
                status >= 500 && !error.path("stored").asString("").equals("no");
        return new Refused(
                "the server at " + base + " answers with " + status + ": " + message + hint(status),
                status,
                status == 429 || status >= 500,
                mayBeStored);
    }

    private String hint(int status) {
        return switch (status) {
            case 401 ->
                token == null
                        ? "; --token-file FILE gives it a key or a token"
                        : "; is it what the file of --token-file holds?";
            case 301, 302, 307, 308 -> "; it is elsewhere, perhaps at https://: give that address by --server";
            case 404, 405 ->
                "; is " + base.getPath() + " where the server has its channels (realtime serve --base-path)?";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
