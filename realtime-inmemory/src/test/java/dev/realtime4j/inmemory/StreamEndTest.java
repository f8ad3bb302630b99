package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that end while their subscriber asks for nothing, or whose subscriber throws what no handler should. */
@Timeout(value = 8, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // less than the close timeout
class StreamEndTest {
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final AtomicInteger lag = new AtomicInteger();
    private final Realtime realtime = Realtime.connect(RealtimeConfig.builder("memory:")
            .metrics(new RealtimeMetrics() {
                @Override
                public void subscriptions(int change) {
                    subscriptions.addAndGet(change);
                }

                @Override
                public void delivered(int count, long lagMillis) {
                    lag.incrementAndGet();
                }
            })
            .build());
    private final Channel channel = realtime.channel("c");

    @AfterEach
    void close() {
        realtime.close();
    }

    private static class Subscriber implements Flow.Subscriber<Message<?>> {
        final List<String> told = new CopyOnWriteArrayList<>();
        private final long demand;
        private volatile Flow.@Nullable Subscription subscription;

        Subscriber(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            if (demand > 0) {
                made.request(demand);
            }
        }

        @Override
        public void onNext(Message<?> message) {
            told.add(message.json());
        }

        @Override
        public void onError(Throwable cause) {
            told.add("failed");
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }

        void request() {
            Objects.requireNonNull(subscription).request(1);
        }
    }

    private <S extends Subscriber> S follow(S subscriber) {
        int before = subscriptions.get();
        channel.publisher(options -> {}).subscribe(subscriber);
        await().until(() -> subscriptions.get() > before);
        return subscriber;
    }

    /** A stream with a message that nobody has asked for yet. */
    private Subscriber withAMessageThatWaits() {
        Subscriber subscriber = follow(new Subscriber(0));
        channel.emit("e", 1);
        await().until(() -> lag.get() > 0);
        return subscriber;
    }

    private static void assertEnds(Subscriber subscriber) {
        await().atMost(Duration.ofSeconds(2)).until(() -> subscriber.told.equals(List.of("complete")));
        subscriber.request();
        assertThat(subscriber.told).containsExactly("complete");
    }

    @Test
    void unsubscribingDoesNotWaitForDemand() {
        Subscriber subscriber = withAMessageThatWaits();
        channel.unsubscribe();
        assertEnds(subscriber);
    }

    @Test
    void closingDoesNotWaitForDemand() {
        Subscriber subscriber = withAMessageThatWaits();
        realtime.close();
        assertEnds(subscriber);
    }

    @Test
    void anErrorOfASubscriberCancelsIt() {
        Subscriber failing = follow(new Subscriber(Long.MAX_VALUE) {
            @Override
            public void onNext(Message<?> message) {
                super.onNext(message);
                throw new AssertionError("of the test");
            }
        });
        channel.emit("e", 1);
        channel.emit("e", 2);
        await().until(() -> subscriptions.get() == 0);
        assertThat(failing.told).containsExactly("1");
    }

    @Test
    void anErrorAtTheLastSignalLeavesNothingOpen() {
        follow(new Subscriber(1) {
            @Override
            public void onComplete() {
                throw new AssertionError("of the test");
            }
        });
        realtime.channel("other").subscribe(options -> options.onMessage(message -> {}));
        realtime.close();
        assertThat(subscriptions).hasValue(0);
    }
}
