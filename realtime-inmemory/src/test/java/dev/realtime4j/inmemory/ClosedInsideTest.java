package dev.realtime4j.inmemory;

import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closed from inside of what is called by a thread of the application's own: it returns at once, too (Rule S11). */
class ClosedInsideTest {
    private static final int SECONDS = 5; // less than the close timeout

    private final AtomicInteger delivered = new AtomicInteger();
    private final Realtime realtime = Realtime.connect(RealtimeConfig.builder("memory:")
            .metrics(new RealtimeMetrics() {
                @Override
                public void delivered(int count, long lagMillis) {
                    delivered.addAndGet(count);
                }
            })
            .build());
    private final Channel channel = realtime.channel("c");

    @AfterEach
    void close() {
        realtime.close();
    }

    /** As who stops at the first failure does. */
    @Test
    void byTheErrorHandlerOfAStage() throws Exception {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        CountDownLatch called = new CountDownLatch(1);
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        own.complete(channel.subscribe(options -> options.onMessageAsync(message -> {
                    called.countDown();
                    return stage;
                })
                .onError(failure -> {
                    own.join().close();
                    closed.complete(failure.toString());
                })));
        channel.emit("e", 1);
        await().until(() -> called.getCount() == 0);
        var unused =
                CompletableFuture.runAsync(() -> stage.completeExceptionally(new IllegalStateException("of the test")));
        closed.get(SECONDS, TimeUnit.SECONDS);
    }

    /** A stage that has failed already is told by the thread of the handlers, which stays what it was. */
    @Test
    void byAHandlerAfterAStageThatFailedAtOnce() throws Exception {
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        CountDownLatch all = new CountDownLatch(1);
        own.complete(channel.subscribe(options -> options.onMessageAsync(message -> {
                    await().until(() -> all.getCount() == 0);
                    if (message.json().equals("2")) {
                        own.join().close();
                        closed.complete("closed");
                    }
                    return CompletableFuture.failedFuture(new IllegalStateException("of the test"));
                })
                .onError(failure -> {})));
        channel.emit("e", 1);
        channel.emit("e", 2);
        all.countDown();
        closed.get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void byASubscriberThatIsGivenWhatItRequests() throws Exception {
        CompletableFuture<Flow.Subscription> demand = new CompletableFuture<>();
        CompletableFuture<String> closed = new CompletableFuture<>();
        channel.publisher(options -> options.replay()).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription made) {
                demand.complete(made);
            }

            @Override
            public void onNext(Message<?> message) {
                channel.unsubscribe();
                closed.complete(message.json());
            }

            @Override
            public void onError(Throwable failure) {
                closed.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {}
        });
        channel.emit("e", 1);
        await().until(() -> delivered.get() > 0); // so that it waits for demand
        var unused = CompletableFuture.runAsync(() -> demand.join().request(1));
        closed.get(SECONDS, TimeUnit.SECONDS);
    }
}
