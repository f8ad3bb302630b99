package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ends of very many channels are asked for at once, as by a node that has connected anew. */
@Tag("once")
class HeadsTest {
    private static final int CHANNELS = 20_000;

    @Test
    void fewAreAskedForSinglyWhereMostHaveNone() {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            try (NatsTransport transport = TestTransports.open(url)) {
                Map<String, MessageId> used = emit(transport, 0, 40);
                Client.bare(url, connection -> {
                    long before = requests(connection);
                    assertThat(heads(transport)).isEqualTo(used);
                    assertThat(requests(connection) - before).as("requests").isLessThan(CHANNELS / 4);
                });
            }
        }
    }

    @Test
    void allAreAskedForSinglyWhereTheStreamHasMany() {
        try (NatsServer server = NatsServer.launch();
                NatsTransport transport = TestTransports.open("nats://127.0.0.1:" + server.port())) {
            Map<String, MessageId> used = emit(transport, 0, CHANNELS);
            assertThat(heads(transport)).isEqualTo(used);
        }
    }

    @Test
    void whatIsStoredBeforeIsFound() {
        try (NatsServer server = NatsServer.launch();
                NatsTransport transport = TestTransports.open("nats://127.0.0.1:" + server.port())) {
            Map<String, MessageId> used = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                used.putAll(emit(transport, i * 5, i * 5 + 5));
                CompletableFuture<Map<String, MessageId>> meanwhile = CompletableFuture.supplyAsync(
                        () -> emit(transport, CHANNELS, CHANNELS + 200)); // of which nobody asks
                assertThat(heads(transport)).isEqualTo(used);
                meanwhile.join();
            }
        }
    }

    private static Map<String, MessageId> emit(NatsTransport transport, int from, int to) {
        Map<String, CompletableFuture<MessageId>> sent = new HashMap<>();
        for (int i = from; i < to; i++) {
            sent.put(
                    "c" + i,
                    transport.append("c" + i, TestTransports.entry("1", null)).toCompletableFuture());
        }
        Map<String, MessageId> ids = new HashMap<>();
        sent.forEach((channel, id) -> ids.put(channel, id.join()));
        return ids;
    }

    /** The heads of those that have one. */
    private static Map<String, MessageId> heads(NatsTransport transport) {
        List<CompletableFuture<MessageId>> asked = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            asked.add(transport
                    .read("c" + i, ReadRequest.head())
                    .toCompletableFuture()
                    .thenApply(page -> page.head()));
        }
        Map<String, MessageId> heads = new HashMap<>();
        for (int i = 0; i < CHANNELS; i++) {
            MessageId head = asked.get(i).join();
            if (!head.equals(MessageId.BEGINNING)) {
                heads.put("c" + i, head);
            }
        }
        return heads;
    }

    private static long requests(Connection connection) throws Exception {
        return connection.jetStreamManagement().getAccountStatistics().getApi().getTotalApiRequests();
    }
}
