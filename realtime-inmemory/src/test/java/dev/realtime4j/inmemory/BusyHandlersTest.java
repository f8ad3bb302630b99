package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitResult;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As many handlers as may run at once, one here, are busy: what they wait for, and what others wait for, goes on (Rule S8). */
class BusyHandlersTest {
    private final RealtimeConfig config =
            RealtimeConfig.builder("memory:").handlerThreads(1).build();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final Realtime realtime = Realtime.over(new Late(InMemoryTransport.of(config)), config);
    private final Channel channel = realtime.channel("c");
    private final Channel other = realtime.channel("other");

    @AfterEach
    void close() {
        gate.countDown();
        realtime.close();
        answers.shutdownNow();
    }

    /** Answers emits later, by a thread of its own. */
    private final class Late extends ForwardingTransport {
        Late(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            return super.append(channel, entry)
                    .thenApplyAsync(id -> id, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS, answers));
        }
    }

    /** Does something in the one handler; gives what it comes to. */
    private <T> CompletableFuture<T> inHandler(Supplier<T> what) {
        CompletableFuture<T> done = new CompletableFuture<>();
        channel.subscribe(options ->
                options.onMessage(message -> done.complete(what.get())).onError(done::completeExceptionally));
        channel.emit("e", 1);
        return done;
    }

    private void block() {
        CountDownLatch inside = new CountDownLatch(1);
        channel.subscribe(options -> options.onMessage(message -> {
            inside.countDown();
            try {
                gate.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }));
        channel.emit("e", 1);
        await().until(() -> inside.getCount() == 0);
    }

    @Test
    void aHandlerMayWaitForWhatItEmits() throws Exception {
        CompletableFuture<MessageId> id = inHandler(
                () -> other.emitAsync("e", 1).thenApply(first -> first).join());
        assertThat(id.get(5, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aHandlerMayEmitABatch() throws Exception {
        CompletableFuture<List<EmitResult>> results =
                inHandler(() -> realtime.emitAll(List.of(Emission.of("other", "e", 1), Emission.of("other", "e", 2))));
        assertThat(results.get(5, TimeUnit.SECONDS))
                .allSatisfy(result -> assertThat(result.error()).isNull());
    }

    /** Whose channel must be compared with its log before. */
    @Test
    void aHandlerMayResumeFromACursorOfAnotherLog() throws Exception {
        CompletableFuture<Gap> told = new CompletableFuture<>();
        MessageId foreign = new MessageId(1, 1);
        CompletableFuture<String> resumed = inHandler(() -> channel.subscribe(options ->
                        options.after(foreign).onMessage(message -> {}).onGap(told::complete))
                .channel());
        assertThat(resumed.get(5, TimeUnit.SECONDS)).isEqualTo("c");
        assertThat(told.get(5, TimeUnit.SECONDS).isReset()).isTrue();
    }

    @Test
    void whoEmitsIsNotHeldUp() throws Exception {
        block();
        assertThat(other.emitAsync("e", 1).get(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(other.emitAsync("e", 2).thenApply(id -> id).get(5, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(realtime.emitAll(List.of(Emission.of("other", "e", 3)))
                        .get(0)
                        .error())
                .isNull();
    }
}
