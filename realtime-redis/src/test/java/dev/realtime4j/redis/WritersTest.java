package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads that write where callers cannot. */
@Tag("once")
@Timeout(120)
class WritersTest {
    private static final int CALLERS = 32;
    /** Emits, reads and what is followed, each with the next writer beside the one before for a moment. */
    private static final long MOST = 2 * 3;

    /** However many threads emit and read at once, a connection is written to by one. */
    @Test
    void manyCallersTakeFewWritersAndIdleOnesEnd() {
        await().atMost(Duration.ofSeconds(30)).until(() -> writers() == 0);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (RedisServer server = RedisServer.launch();
                Realtime realtime = TestClient.connect(server.url(), 10_000)) {
            String data = "x".repeat(2_000);
            List<CompletableFuture<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String channel = "c-" + i;
                tasks.add(CompletableFuture.runAsync(
                        () -> {
                            List<CompletableFuture<?>> emits = new ArrayList<>();
                            for (int message = 0; message < 200; message++) {
                                emits.add(realtime.channel(channel).emitAsync("e", data));
                            }
                            emits.forEach(CompletableFuture::join);
                            assertThat(realtime.channel(channel).history().messages())
                                    .isNotEmpty();
                        },
                        callers));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new));
            AtomicLong most = new AtomicLong();
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        most.accumulateAndGet(writers(), Math::max);
                        return all.isDone();
                    });
            all.join();
            assertThat(most.get()).as("at once").isBetween(1L, MOST);
            await().atMost(Duration.ofSeconds(10)).until(() -> writers() == 0);
        } finally {
            callers.shutdownNow();
        }
    }

    private static long writers() {
        Thread[] threads = new Thread[Thread.activeCount() + 100];
        return Arrays.stream(threads, 0, Thread.enumerate(threads))
                .filter(thread -> thread.getName().equals("realtime-redis-write"))
                .count();
    }
}
