package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a user does after an emit must not hold up the thread of a transport that others wait for. */
class DependantsTest {
    private final RealtimeConfig config = RealtimeConfig.builder("memory:").build();
    private volatile CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final Realtime realtime = Realtime.over(new OneThread(InMemoryTransport.of(config)), config);

    @AfterEach
    void close() {
        realtime.close();
        answers.shutdownNow();
    }

    /** Answers all emits in one thread, as who reads the answers of one connection does. */
    private final class OneThread extends ForwardingTransport {
        OneThread(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            return CompletableFuture.runAsync(this::await, answers).thenCompose(ready -> super.append(channel, entry));
        }

        private void await() {
            try {
                gate.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void theyMayEmitAndWait() throws Exception {
        Channel channel = realtime.channel("c");
        CompletableFuture<MessageId> second =
                channel.emitAsync("e", 1).thenApply(first -> channel.emit("e", "after " + first));
        gate.countDown();
        assertThat(second.get(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(channel.history().messages()).hasSize(2);
    }

    /** What depends on an emit is no handler: who closes a subscription there knows that its handler has ended (Rule S11). */
    @Test
    void closingASubscriptionWaitsForItsHandler() throws Exception {
        Channel channel = realtime.channel("c");
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Void> handled = new CompletableFuture<>();
        Subscription subscription = channel.subscribe(options -> options.onMessage(message -> {
            inside.countDown();
            handled.join();
        }));
        gate.countDown();
        channel.emit("e", 1);
        await().until(() -> inside.getCount() == 0);
        gate = new CountDownLatch(1);
        CompletableFuture<Boolean> whenClosed = channel.emitAsync("e", 2).thenApply(id -> {
            subscription.close();
            return handled.isDone();
        });
        gate.countDown();
        await().during(Duration.ofMillis(200)).until(() -> !whenClosed.isDone());
        handled.complete(null);
        assertThat(whenClosed.get(5, TimeUnit.SECONDS)).isTrue();
    }

    /** As many as have threads before Java 21, each of which waits for a message that the live path has missed. */
    @Test
    void theyMayWaitForAChannelThatMustBeRead() throws Exception {
        SimulatedFaults faults = new SimulatedFaults();
        Transport log = new OneThread(faults.wrap(() -> InMemoryTransport.of(config)));
        try (Realtime faulty = Realtime.over(log, config)) {
            Channel channel = faulty.channel("c");
            CompletableFuture<Void> message = new CompletableFuture<>();
            channel.subscribe(options -> options.events("missed").onMessage(missed -> message.complete(null)));
            AtomicInteger waiting = new AtomicInteger();
            for (int i = 0; i < 256; i++) {
                var unused = channel.emitAsync("e", i).thenRun(() -> {
                    waiting.incrementAndGet();
                    message.join();
                });
            }
            gate.countDown();
            await().until(() -> waiting.get() == 256);
            faults.cut(() -> channel.emit("missed", 1));
            message.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theyMayCloseTheRealtime() throws Exception {
        Channel channel = realtime.channel("c");
        CompletableFuture<Void> closed = channel.emitAsync("e", 1).thenAccept(id -> realtime.close());
        gate.countDown();
        closed.get(5, TimeUnit.SECONDS);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> channel.emit("e", 2));
    }
}
