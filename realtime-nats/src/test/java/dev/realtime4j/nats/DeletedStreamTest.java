package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.tck.broker.NatsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that is about to delete a stream takes away what is made in its place while it is at it. */
@Tag("once")
class DeletedStreamTest {
    private static final int ROUNDS = 4;
    private static final int BEFORE = 50;

    @Test
    void whatIsStoredAfterADeletionIsKept() {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            List<NatsTransport> transports = new ArrayList<>();
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    transports.add(TestTransports.open(url + "?prefix=deleted-" + i));
                    for (int n = 0; n < BEFORE; n++) {
                        TestTransports.append(transports.get(i), "c-" + n, "1");
                    }
                }
                for (int i = 0; i < ROUNDS; i++) {
                    String stream = "deleted-" + i + "_all";
                    CompletableFuture<Void> deletion = CompletableFuture.runAsync(() -> Client.bare(
                            url, connection -> connection.jetStreamManagement().deleteStream(stream)));
                    MessageId first = firstOfTheNewStream(transports.get(i));
                    deletion.join();
                    assertThat(head(transports.get(i))).as(stream).isEqualTo(first);
                }
            } finally {
                transports.forEach(NatsTransport::close);
            }
        }
    }

    private static MessageId firstOfTheNewStream(NatsTransport transport) {
        List<MessageId> stored = new ArrayList<>();
        Awaitility.await()
                .atMost(Client.SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    stored.add(TestTransports.append(transport, "c", "1"));
                    return stored.get(stored.size() - 1).major() < BEFORE;
                });
        return stored.get(stored.size() - 1);
    }

    private static MessageId head(NatsTransport transport) {
        return transport
                .read("c", ReadRequest.head())
                .toCompletableFuture()
                .join()
                .head();
    }
}
