package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.JetStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stream of a million channels: what is done to one of them takes no longer for the others. */
@Tag("long")
class ManyChannelsTest {
    private static final int CHANNELS = 1_000_000;
    private static final int WINDOW = 4096;

    @Test
    void aMillionChannels() {
        try (NatsServer server = NatsServer.launch();
                Client client = new Client("nats://127.0.0.1:" + server.port())) {
            for (int i = 0; i < 10; i++) {
                client.emit("one", i);
            }
            Client.bare("nats://127.0.0.1:" + server.port(), connection -> {
                JetStream stream = connection.jetStream();
                Semaphore places = new Semaphore(WINDOW);
                byte[] data = new byte[] {'1'};
                for (int i = 0; i < CHANNELS; i++) {
                    places.acquire();
                    CompletableFuture<?> unused = stream.publishAsync(
                                    "rt.all.c" + i, Records.headers("e", System.currentTimeMillis(), null), data)
                            .whenComplete((ack, failure) -> places.release());
                }
                places.acquire(WINDOW);
            });
            server.kill();
            server.start();
            client.emitSurely("one", 10);
            client.subscribe("one");
            long start = System.nanoTime();
            client.emit("one", 11);
            client.awaitTold("11");
            assertThat(client.history("one")).hasSize(12);
            assertThat(client.history("c" + (CHANNELS - 1))).containsExactly("1");
            assertThat(client.realtime()
                            .channel("one")
                            .history(HistoryQuery.latest(5))
                            .messages())
                    .hasSize(5);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println(
                    "emit, deliver and three histories among " + CHANNELS + " channels: " + took.toMillis() + " ms");
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        }
    }
}
