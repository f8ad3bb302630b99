package dev.realtime4j.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stands in for a page: asks a server and follows streams, with the same header for all. */
final class WebClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String[] header;
    private final List<InputStream> streams = new ArrayList<>();

    WebClient(URI base, String... header) {
        this.base = base;
        this.header = header;
    }

    private HttpRequest.Builder request(String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + target));
        return header.length == 0 ? request : request.headers(header);
    }

    /** The status of what a GET is answered with. */
    int status(String target) {
        try {
            return client.send(request(target).build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Emits, and gives the status. */
    int emit(String body) {
        HttpRequest request = request("")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Follows a stream and hands over the data of its messages; returns when all its channels are connected. */
    void follow(String query, Consumer<String> data) {
        CountDownLatch connected = new CountDownLatch(Math.max(1, query.split("channel=", -1).length - 1));
        try {
            InputStream stream = client.send(request(query).build(), BodyHandlers.ofInputStream())
                    .body();
            streams.add(stream);
            Thread reader = new Thread(() -> read(stream, data, connected), "page");
            reader.setDaemon(true);
            reader.start();
            connected.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void read(InputStream stream, Consumer<String> data, CountDownLatch connected) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    JsonNode frame = JSON.readTree(line.substring("data: ".length()));
                    if (frame.has("id")) {
                        data.accept(frame.path("data").toString());
                    } else if (frame.path("type").asString("").equals("connected")) {
                        connected.countDown();
                    }
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() {
        for (InputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
