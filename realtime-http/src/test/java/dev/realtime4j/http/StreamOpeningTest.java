package dev.realtime4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes between the request for a stream and the stream, and what is left of both. */
class StreamOpeningTest {
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch decided = new CountDownLatch(1);
    private final Realtime realtime = Realtime.connect(RealtimeConfig.builder("memory:")
            .metrics(new RealtimeMetrics() {
                @Override
                public void subscriptions(int change) {
                    subscriptions.addAndGet(change);
                }
            })
            .build());
    private final RealtimeHttp open = RealtimeHttp.builder(realtime).build();
    private final RealtimeHttp guarded =
            RealtimeHttp.builder(realtime).access(this::decideLater).build();

    @AfterEach
    void close() {
        open.close();
        guarded.close();
        realtime.close();
    }

    private Decision decideLater(Access.Attempt attempt) {
        asked.countDown();
        try {
            decided.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Decision.allow().user("ann");
    }

    /** A client that reads all. */
    private static class Client implements HttpResponse, HttpStream {
        private final List<String> batches = new CopyOnWriteArrayList<>();
        private final Executor executor = new SerialExecutor(task -> new Thread(task).start());
        private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private final boolean broken;
        private volatile @Nullable Reply reply;

        Client(boolean broken) {
            this.broken = broken;
        }

        String told() {
            return String.join("", batches);
        }

        @Override
        public void send(Reply whole) {
            reply = whole;
        }

        @Override
        public HttpStream stream(int status, Map<String, String> headers) {
            if (broken) {
                throw new UnsupportedOperationException("the response cannot be begun");
            }
            return this;
        }

        @Override
        public boolean ready() {
            return !end.isDone();
        }

        @Override
        public void write(Batch batch) {
            batches.add(StandardCharsets.UTF_8.decode(batch.toBuffer()).toString());
        }

        @Override
        public void onReady(Runnable listener) {
            // it is ready always
        }

        @Override
        public void onClose(Runnable listener) {
            var unused = end.thenRun(listener);
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public void close() {
            end.complete(null);
        }
    }

    private Client whileDeciding(Runnable action) throws InterruptedException {
        Client client = new Client(false);
        guarded.handle(new Asked(RealtimeHttp.DEFAULT_BASE_PATH, "channel=room", "", ""), client);
        asked.await();
        action.run();
        decided.countDown();
        await().until(() -> client.told().contains("connected"));
        return client;
    }

    @Test
    void whoIsLetInByWhatWasTrueBeforeMustAskAgain() throws Exception {
        Client client = whileDeciding(() -> guarded.disconnect(stream -> "ann".equals(stream.user())));
        await().until(client.end::isDone);
        assertThat(client.told()).contains("\"reconnect\"");
    }

    @Test
    void whoIsDisconnectedConcernsNobodyElse() throws Exception {
        Client client = whileDeciding(() -> guarded.disconnect(stream -> "ben".equals(stream.user())));
        realtime.channel("room").emit("e", "to ann");
        await().until(() -> client.told().contains("to ann"));
        assertThat(client.told()).doesNotContain("\"reconnect\"");
    }

    @Test
    void whoComesAtTheLastMomentIsDrainedToo() throws Exception {
        Client client = whileDeciding(() -> guarded.drain(Duration.ZERO));
        await().until(client.end::isDone);
        assertThat(client.told()).contains("\"reconnect\"");
        await().until(() -> guarded.streams().isEmpty());
    }

    @Test
    void closingEndsTheSubscriptions() {
        Client client = new Client(false) {
            @Override
            public void close() {
                // its end is noticed later
            }
        };
        open.handle(new Asked(RealtimeHttp.DEFAULT_BASE_PATH, "channel=room", "", ""), client);
        await().until(() -> subscriptions.get() == 1 && open.streams().size() == 1);
        open.close();
        client.end.complete(null);
        await().until(() -> subscriptions.get() == 0 && open.streams().isEmpty());
    }

    /** As with a pool of threads that is full: nobody would write to it any more, not even a ping. */
    @Test
    void aStreamThatFindsNoThreadIsEnded() {
        AtomicBoolean full = new AtomicBoolean();
        Client client = new Client(false) {
            @Override
            public Executor executor() {
                return task -> {
                    if (full.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    super.executor().execute(task);
                };
            }
        };
        open.handle(new Asked(RealtimeHttp.DEFAULT_BASE_PATH, "channel=room", "", ""), client);
        await().until(() -> client.told().contains("connected"));
        full.set(true);
        realtime.channel("room").emit("e", 1);
        await().until(client.end::isDone);
        await().until(() -> subscriptions.get() == 0 && open.streams().isEmpty());
    }

    @Test
    void aStreamThatCannotBeBegunLeavesNothingBehind() {
        Client client = new Client(true);
        open.handle(new Asked(RealtimeHttp.DEFAULT_BASE_PATH, "channel=room", "", ""), client);
        await().until(() -> client.reply != null && subscriptions.get() == 0);
        assertThat(open.streams()).isEmpty();
        assertThat(client.reply).isNotNull().extracting(Reply::status).isEqualTo(500);
    }
}
