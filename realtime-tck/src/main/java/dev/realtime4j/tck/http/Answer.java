package dev.realtime4j.tck.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole response. */
record Answer(int status, Map<String, String> headers, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(Wire.Head head, byte[] body) {
        return new Answer(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    String errorCode() {
        return json().path("error").path("code").asString("");
    }

    String errorMessage() {
        return json().path("error").path("message").asString("");
    }
}
