package dev.realtime4j.engine;

import static org.awaitility.Awaitility.await;

import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LooksTest {
    private final Dispatcher dispatcher = new Dispatcher(1, RealtimeMetrics.NONE);

    @AfterEach
    void close() {
        dispatcher.close();
    }

    /** As where no further thread could be made: emits must have an end also after that. */
    @Test
    void oneThatFailsIsNotTheLast() {
        AtomicInteger looks = new AtomicInteger();
        Looks failing = new Looks(
                dispatcher,
                1,
                () -> {
                    if (looks.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("of the test");
                    }
                },
                () -> false);
        await().until(() -> {
            failing.begin();
            return looks.get() >= 3;
        });
    }
}
