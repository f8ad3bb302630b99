package com.example.live;

import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a stream of events, as a browser does. */
final class EventReader implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Stream<String> body;
    private final Iterator<String> lines;
    private String lastEventId = "";

    EventReader(HttpResponse<Stream<String>> response) {
        body = response.body();
        lines = body.iterator();
    }

    /** Waits for the data of the next event; null at the end of the stream. */
    JsonNode next() {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("id: ")) {
                lastEventId = line.substring(4);
            } else if (line.startsWith("data: ")) {
                return JSON.readTree(line.substring(6));
            }
        }
        return null;
    }

    /** What a browser sends as Last-Event-ID when it connects again. */
    String lastEventId() {
        return lastEventId;
    }

    @Override
    public void close() {
        body.close();
    }
}
