package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.RealtimeMetrics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {
    private static final int BLOCKED = 300;

    private final Dispatcher timer = new Dispatcher(1, RealtimeMetrics.NONE);
    private final HandlerPool pool = new HandlerPool("test", 4, 512, RealtimeMetrics.NONE, timer);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        pool.shutdown();
        timer.close();
    }

    /** Handlers that block for long, then a while in which nothing comes: who comes then waits no longer than at first (Rule S1). */
    @Test
    void manyThatBlockHoldUpNobodyAlsoAfterAWhile() throws Exception {
        AtomicInteger running = new AtomicInteger();
        for (int i = 0; i < BLOCKED; i++) {
            pool.execute(() -> {
                running.incrementAndGet();
                pass();
            });
        }
        await().until(() -> running.get() == BLOCKED);
        long all = System.nanoTime();
        Duration untilItWantsToShrink = Duration.ofSeconds(6);
        await().until(() -> System.nanoTime() - all > untilItWantsToShrink.toNanos());
        CountDownLatch next = new CountDownLatch(1);
        long start = System.nanoTime();
        pool.execute(next::countDown);
        next.await();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
