package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.NatsMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ListenerTest {
    private static Entry entry(String json) {
        return new Entry("e", json.getBytes(StandardCharsets.UTF_8), null);
    }

    private static MessageId append(NatsTransport transport, String json) {
        return transport.append("late", entry(json)).toCompletableFuture().join();
    }

    /**
     * On a cluster, what the leader has named as the head, and what came before that, may still be on its way to the server of
     * a listener (Rule S2).
     */
    @Test
    void whatComesAfterTheHeadWasNamedIsNotTold() {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            try (NatsTransport transport =
                    NatsTransport.open(RealtimeConfig.builder(url).build())) {
                Client.bare(url, connection -> {
                    Subscription live = connection.subscribe("rt.live.all.late");
                    connection.flush(Client.SECONDS);
                    append(transport, "1");
                    MessageId head = append(transport, "2");
                    Message before = live.nextMessage(Client.SECONDS);
                    Message named = live.nextMessage(Client.SECONDS);
                    LiveRecorder sink = new LiveRecorder();
                    assertThat(transport
                                    .listen("late", sink)
                                    .toCompletableFuture()
                                    .join()
                                    .head())
                            .isEqualTo(head);
                    for (Message late : List.of(before, named)) {
                        connection.publish(NatsMessage.builder()
                                .subject(late.getSubject())
                                .headers(late.getHeaders())
                                .data(late.getData())
                                .build());
                    }
                    connection.flush(Client.SECONDS);
                    MessageId next = append(transport, "3");
                    assertThat(sink.awaitFirst()).isEqualTo(next);
                });
            }
        }
    }
}
