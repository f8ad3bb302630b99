package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A backend that forgets to answer who wants to listen, against its contract: the channel can be followed later. */
class ForgottenListenTest {
    private final AtomicInteger hubs = new AtomicInteger();
    private final List<Object> data = new CopyOnWriteArrayList<>();
    private final RealtimeConfig config = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(5)))
            .metrics(new RealtimeMetrics() {
                @Override
                public void hubs(int change) {
                    hubs.addAndGet(change);
                }
            })
            .build();

    @Test
    void whoComesLaterIsNotRefusedForIt() {
        Forgetful transport = new Forgetful(new InMemoryProvider().open(config));
        try (Realtime realtime = Realtime.over(transport, config)) {
            Channel channel = realtime.channel("c");
            assertThatExceptionOfType(RealtimeException.class).isThrownBy(() -> follow(channel));
            await().until(() -> hubs.get() == 0);
            follow(channel);
            transport.answerLate();
            channel.emit("e", 1);
            await().untilAsserted(() -> assertThat(data).containsExactly(1));
            assertThat(transport.open).hasValue(1);
        }
    }

    private void follow(Channel channel) {
        channel.subscribe(options -> options.onMessage(message -> data.add(message.data())));
    }

    /** Does not answer the first who wants to listen, or only much later. */
    private static final class Forgetful extends ForwardingTransport {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final CompletableFuture<Void> late = new CompletableFuture<>();

        Forgetful(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            CompletionStage<Tail> tail = super.listen(channel, sink).thenApply(this::counted);
            return asked.getAndIncrement() > 0 ? tail : late.thenCombine(tail, (none, opened) -> opened);
        }

        private Tail counted(Tail tail) {
            open.incrementAndGet();
            return new Tail() {
                @Override
                public MessageId head() {
                    return tail.head();
                }

                @Override
                public Duration recheck() {
                    return tail.recheck();
                }

                @Override
                public void close() {
                    tail.close();
                    open.decrementAndGet();
                }
            };
        }

        void answerLate() {
            late.complete(null);
        }
    }
}
