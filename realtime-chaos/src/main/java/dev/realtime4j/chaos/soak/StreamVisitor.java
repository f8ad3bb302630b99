package dev.realtime4j.chaos.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Opens a stream over HTTP, takes what comes first, and goes. By one thread. */
final class StreamVisitor {
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    StreamVisitor(URI uri) {
        this.uri = uri;
    }

    /** Gives 1 if there was a stream, else 0. */
    int visit(String... channels) throws InterruptedException {
        String query = Arrays.stream(channels)
                .distinct()
                .map(channel -> "channel=" + channel + "&last_ack_" + channel + "=0")
                .collect(Collectors.joining("&"));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(uri + "?" + query)).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                while (line != null && !line.startsWith("data:")) {
                    line = lines.readLine();
                }
                return response.statusCode() == OK && line != null ? 1 : 0;
            }
        } catch (IOException cut) {
            return 0;
        }
    }
}
