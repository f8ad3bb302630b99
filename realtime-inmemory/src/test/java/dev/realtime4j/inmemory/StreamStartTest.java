package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams whose backend takes its time to listen. */
class StreamStartTest {
    private static final int MANY = 100;

    private final AtomicInteger standing = new AtomicInteger();
    private final RealtimeConfig config = RealtimeConfig.builder("memory:")
            .handlerThreads(2)
            .metrics(new RealtimeMetrics() {
                @Override
                public void subscriptions(int change) {
                    standing.addAndGet(change);
                }
            })
            .build();
    private final Slow transport = new Slow(InMemoryTransport.of(config));
    private final Realtime realtime = Realtime.over(transport, config);

    @AfterEach
    void close() {
        realtime.close();
    }

    /** Does not listen to the slow channels before the test says so. */
    private static final class Slow extends ForwardingTransport {
        final CompletableFuture<Void> gate = new CompletableFuture<>();
        /** The log has lost its end, and cannot be read any more. */
        volatile boolean away;

        final AtomicInteger refused = new AtomicInteger();

        Slow(Transport store) {
            super(store);
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            return channel.startsWith("slow")
                    ? gate.thenCompose(open -> super.listen(channel, sink))
                    : super.listen(channel, sink);
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            if (away && request.limit() > 0) {
                refused.incrementAndGet();
                return CompletableFuture.failedFuture(new RealtimeException("away", null, true));
            }
            MessageId lost = MessageId.BEGINNING;
            return away
                    ? CompletableFuture.completedFuture(new Page(List.of(), Continuity.EXACT, lost, true, lost))
                    : super.read(channel, request);
        }

        @Override
        public void close() {
            gate.completeExceptionally(new RealtimeException("closed", null, false));
            super.close();
        }
    }

    private static final class Subscriber implements Flow.Subscriber<Message<?>> {
        private final List<MessageId> told = new CopyOnWriteArrayList<>();
        private volatile Flow.@Nullable Subscription subscription;
        private volatile @Nullable Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription made) {
            subscription = made;
            made.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message<?> message) {
            told.add(message.id());
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onComplete() {}

        void cancel() {
            Flow.Subscription made = subscription;
            if (made != null) {
                made.cancel();
            }
        }
    }

    private List<Subscriber> subscribers() {
        return Stream.generate(Subscriber::new)
                .limit(MANY)
                .peek(subscriber -> realtime.channel("slow-" + subscriber.hashCode())
                        .publisher(options -> {})
                        .subscribe(subscriber))
                .toList();
    }

    @Test
    void thoseThatDoNotStandYetHoldNoHandlerThread() {
        List<Subscriber> waiting = subscribers();
        List<MessageId> told = new CopyOnWriteArrayList<>();
        Channel other = realtime.channel("other");
        other.subscribe(options -> options.onMessage(message -> told.add(message.id())));
        MessageId id = other.emit("e", 1);
        await().until(() -> told.equals(List.of(id)));
        assertThat(standing).hasValue(1);
        transport.gate.complete(null);
        await().until(() -> standing.get() == 1 + MANY);
        assertThat(waiting).allMatch(subscriber -> subscriber.failure == null);
    }

    @Test
    void whoCancelsBeforeLeavesNothing() {
        List<Subscriber> waiting = subscribers();
        Subscriber stays = new Subscriber();
        Channel slow = realtime.channel("slow");
        slow.publisher(options -> {}).subscribe(stays);
        waiting.forEach(Subscriber::cancel);
        transport.gate.complete(null);
        await().until(() -> standing.get() == 1);
        slow.emit("e", 1);
        await().until(() -> stays.told.size() == 1);
        assertThat(standing).hasValue(1);
    }

    @Test
    void allAreToldOfTheEnd() {
        List<Subscriber> waiting = subscribers();
        Channel channel = realtime.channel("other");
        realtime.close();
        await().until(() -> waiting.stream().allMatch(subscriber -> subscriber.failure != null));
        Subscriber late = new Subscriber();
        channel.publisher(options -> {}).subscribe(late);
        await().until(() -> late.failure instanceof IllegalStateException);
        assertThat(standing).hasValue(0);
    }

    /** A start that is compared with the log, which is not to be had. */
    @Test
    void whoWaitsForAComparisonIsToldOfTheEnd() {
        Channel channel = realtime.channel("other");
        List<MessageId> told = new CopyOnWriteArrayList<>();
        channel.subscribe(options -> options.onMessage(message -> told.add(message.id())));
        MessageId id = channel.emit("e", 1);
        await().until(() -> told.equals(List.of(id)));
        transport.away = true;
        Subscriber waiting = new Subscriber();
        channel.publisher(options -> {}).subscribe(waiting);
        await().until(() -> transport.refused.get() > 0);
        realtime.close();
        await().until(() -> waiting.failure instanceof IllegalStateException);
    }
}
