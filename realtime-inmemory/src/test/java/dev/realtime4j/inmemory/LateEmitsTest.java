package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Emits that nobody answers, all of which end at the same time (Rule E5). */
class LateEmitsTest {
    private final RealtimeConfig config = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(5)))
            .build();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Realtime realtime = Realtime.over(new Silent(InMemoryTransport.of(config)), config);
    private final Channel channel = realtime.channel("c");

    @AfterEach
    void close() {
        gate.countDown();
        realtime.close();
    }

    private static final class Silent extends ForwardingTransport {
        Silent(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            return new CompletableFuture<>();
        }
    }

    private List<CompletableFuture<MessageId>> blocked() {
        List<CompletableFuture<MessageId>> blocked = Stream.generate(() -> channel.emitAsync("e", "retried"))
                .limit(5)
                .toList();
        blocked.forEach(emit -> emit.exceptionally(failure -> {
            try {
                gate.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return MessageId.BEGINNING;
        }));
        return blocked;
    }

    /** As where an application emits anew, and waits for that, when an emit has failed. */
    @Test
    void whatDependsOnOneHoldsUpNoOther() {
        blocked();
        CompletableFuture<MessageId> emit = channel.emitAsync("e", "other");
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> emit.get(5, TimeUnit.SECONDS))
                .withCauseInstanceOf(EmitException.class);
    }

    @Test
    void whatDependsOnOneDoesNotHoldUpClosing() throws Exception {
        List<CompletableFuture<MessageId>> blocked = blocked();
        CompletableFuture.runAsync(realtime::close).get(5, TimeUnit.SECONDS);
        await().until(() -> blocked.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    }
}
