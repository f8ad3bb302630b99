package dev.realtime4j.http.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A body whose subscriber comes late, or which is short of threads. */
class FlowStreamTest {

    private static final class Recorder implements Flow.Subscriber<ByteBuffer> {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            told.add("subscribed");
            subscription.request(1);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            told.add("next");
        }

        @Override
        public void onError(Throwable cause) {
            told.add("error");
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }

    @Test
    void whoSubscribesAfterTheEndIsToldTheEnd() {
        FlowStream body = new FlowStream(task -> new Thread(task).start(), null);
        Recorder subscriber = new Recorder();
        body.close();
        body.subscribe(subscriber);
        await().untilAsserted(() -> assertThat(subscriber.told).containsExactly("subscribed", "complete"));
    }

    @Test
    void theEndIsToldAlsoWhereNoThreadIsLeftForIt() {
        AtomicBoolean full = new AtomicBoolean();
        FlowStream body = new FlowStream(
                task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                null);
        Recorder subscriber = new Recorder();
        body.subscribe(subscriber);
        full.set(true);
        body.close();
        assertThat(subscriber.told).containsExactly("subscribed", "complete");
    }
}
