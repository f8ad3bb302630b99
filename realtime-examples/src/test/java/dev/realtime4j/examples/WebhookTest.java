package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.codec.RawJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WebhookTest extends Example {
    private final JsonMapper mapper = new JsonMapper();

    // tag::webhook[]
    void receive(String body) {
        String userId = mapper.readTree(body).get("userId").asString();
        realtime.channel("user-" + userId).emit("webhook.received", RawJson.of(body));
    }
    // end::webhook[]

    @Test
    void thePayloadIsForwardedAsItIs() {
        realtime.channel("user-123")
                .subscribe(options -> options.events("webhook.received").onMessage(message -> show(message.json())));

        receive("{\"userId\":123,\"order\":12345678901234567890,\"total\":1.10}");

        // Not a digit is lost, and the order of the members stays.
        assertShown("{\"userId\":123,\"order\":12345678901234567890,\"total\":1.10}");
        assertThat(realtime.channel("user-123").history().messages()).hasSize(1);
    }
}
