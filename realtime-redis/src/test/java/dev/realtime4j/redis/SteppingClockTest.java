package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;

/** A server's clock that steps ahead: seen from here, ours steps back. */
@Tag("once")
@Timeout(60)
class SteppingClockTest {

    @Test
    void anEmitThatIsRefusedAsTooLateTellsTheTime() {
        ExecutorService writers = Executors.newCachedThreadPool();
        try (RedisServer server = RedisServer.launch()) {
            HostAndPort address = new HostAndPort(server.host(), server.port());
            RealtimeConfig config = TestClient.config(server.url(), 10_000).build();
            Commands commands = new Commands(RedisOptions.of(Map.of()), 0, "PUBLISH");
            Door door = new Door(
                    () -> address,
                    address,
                    DefaultJedisClientConfig.builder()
                            .resp2()
                            .autoNegotiateProtocol(false)
                            .build(),
                    commands.scripts(),
                    "standalone");
            try (Pipeline pipeline = new Pipeline("clock-test", door, writers, 1)) {
                pipeline.start();
                await().until(pipeline::isConnected);
                assertThat(emit(pipeline, door, commands, config)).succeedsWithin(Duration.ofSeconds(5));
                door.clock().set(System.currentTimeMillis() - 3_600_000);
                assertThat(emit(pipeline, door, commands, config))
                        .failsWithin(Duration.ofSeconds(5))
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOfSatisfying(EmitException.class, late -> {
                            assertThat(late.stored()).isEqualTo(Stored.NO);
                            assertThat(late.retryable()).isTrue();
                        });
                assertThat(emit(pipeline, door, commands, config)).succeedsWithin(Duration.ofSeconds(5));
                assertThat(door.clock().now() - System.currentTimeMillis()).isBetween(-1_000L, 1_000L);
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private static CompletableFuture<MessageId> emit(
            Pipeline pipeline, Door door, Commands commands, RealtimeConfig config) {
        Entry entry = new Entry("e", "1".getBytes(StandardCharsets.US_ASCII), null);
        long latest = door.clock().now() + 15_000;
        EmitRequest request = new EmitRequest(
                "c",
                commands.emit("c", entry, config.retention("c"), latest),
                512,
                System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
        pipeline.send(request);
        return request;
    }
}
