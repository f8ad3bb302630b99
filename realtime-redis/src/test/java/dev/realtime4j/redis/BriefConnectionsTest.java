package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes a connection and closes it as soon as it is used: nothing spins (Rule F2). */
@Tag("once")
@Timeout(60)
class BriefConnectionsTest {
    private RedisServer server;
    private Transport transport;

    @BeforeEach
    void launch() {
        server = RedisServer.launch();
        transport =
                new RedisProvider().open(TestClient.config(server.url(), 20_000).build());
    }

    @AfterEach
    void end() {
        transport.close();
        server.close();
    }

    private int connections() {
        String count = server.call("INFO", "stats").replaceAll("(?s).*total_connections_received:(\\d+).*", "$1");
        return Integer.parseInt(count);
    }

    private void limit(String clients) {
        server.call("CONFIG", "SET", "client-output-buffer-limit", clients);
    }

    private void assertNothingSpins() {
        int before = connections();
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        await().until(() -> System.nanoTime() - end >= 0);
        // Each look at the count is a connection as well.
        assertThat(connections() - before).isBetween(3, 30);
    }

    @Test
    void whereSubscriptionsAreMoreThanTheServerKeepsForAConnection() {
        List<CompletableFuture<?>> followed = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            followed.add(transport.listen("followed-" + i, new SilentSink()).toCompletableFuture());
        }
        followed.forEach(CompletableFuture::join);
        limit("pubsub 1 0 0");
        server.call("CLIENT", "KILL", "TYPE", "pubsub");
        assertNothingSpins();
        limit("pubsub 0 0 0");
        await().until(() -> server.call("PUBSUB", "NUMSUB", "rt:followed-1999").endsWith(" 1"));
    }

    @Test
    void whereAPageIsMoreThanTheServerKeepsForAConnection() {
        byte[] data = ('"' + "x".repeat(500_000) + '"').getBytes(StandardCharsets.US_ASCII);
        Stream.generate(() ->
                        transport.append("large", new Entry("e", data, null)).toCompletableFuture())
                .limit(4)
                .toList()
                .forEach(CompletableFuture::join);
        limit("normal 100000 0 0");
        CompletableFuture<Page> page = transport
                .read("large", ReadRequest.after(MessageId.BEGINNING, 512, 1 << 21))
                .toCompletableFuture();
        assertNothingSpins();
        limit("normal 0 0 0");
        assertThat(page.join().entries()).hasSize(4);
    }
}
