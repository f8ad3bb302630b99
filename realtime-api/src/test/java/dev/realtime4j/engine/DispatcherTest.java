package dev.realtime4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Dispatcher dispatcher = new Dispatcher(1, RealtimeMetrics.NONE);

    @AfterEach
    void close() {
        dispatcher.close();
    }

    /** What a pool throws where the system gives no further thread. */
    @Test
    void whatFindsNoThreadIsTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        Executor threadless = task -> {
            if (attempts.incrementAndGet() < 3) {
                throw new OutOfMemoryError("unable to create native thread (of the test)");
            }
            task.run();
        };
        CountDownLatch ran = new CountDownLatch(1);
        assertThat(dispatcher.run(threadless, ran::countDown)).isTrue();
        await().until(() -> ran.getCount() == 0);
        assertThat(attempts).hasValue(3);
    }
}
