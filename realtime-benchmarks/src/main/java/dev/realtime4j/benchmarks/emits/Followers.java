package dev.realtime4j.benchmarks.emits;

import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Follows very many channels at once through one Realtime, each as a reactive stream: no thread waits for any of them. */
public final class Followers implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    /** All are asked for at once, and the last one waits for all others. */
    private static final RealtimeConfig.Timeouts PATIENT = new RealtimeConfig.Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(PATIENCE_SECONDS), Duration.ofSeconds(10));

    private final AtomicInteger standing = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private final Realtime realtime;

    /**
     * Connects.
     *
     * @param url the backend
     */
    public Followers(String url) {
        RealtimeMetrics metrics = new RealtimeMetrics() {
            @Override
            public void subscriptions(int change) {
                standing.addAndGet(change);
            }
        };
        realtime = Realtime.connect(
                RealtimeConfig.builder(url).timeouts(PATIENT).metrics(metrics).build());
    }

    /**
     * Follows channels, and waits until all subscriptions stand.
     *
     * @param names of the channels
     * @throws IllegalStateException if one fails, or they do not stand within two minutes
     */
    public void follow(List<String> names) {
        int wanted = standing.get() + names.size();
        for (String name : names) {
            realtime.channel(name)
                    .publisher(options -> options.onStatus(status -> {
                        if (status == Subscription.Status.CONNECTED) {
                            connected.incrementAndGet();
                        }
                    }))
                    .subscribe(new Subscriber());
        }
        boolean all = Waiting.until(() -> standing.get() == wanted || failure != null, PATIENCE_SECONDS);
        if (!all || failure != null) {
            throw new IllegalStateException(standing + " of " + wanted + " subscriptions stand", failure);
        }
    }

    /**
     * How many messages have come.
     *
     * @return the number, of all channels together
     */
    public int delivered() {
        return delivered.get();
    }

    /**
     * How many subscriptions have been whole again since {@link #cut}.
     *
     * @return the number
     */
    public int connected() {
        return connected.get();
    }

    /** The connection is about to be cut. */
    public void cut() {
        // Each has been told its first status by then.
        boolean told = Waiting.until(() -> connected.get() >= standing.get(), PATIENCE_SECONDS);
        if (!told) {
            throw new IllegalStateException("only " + connected + " of " + standing + " subscriptions are connected");
        }
        connected.set(0);
    }

    @Override
    public void close() {
        realtime.close();
    }

    private final class Subscriber implements Flow.Subscriber<Message<?>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message<?> message) {
            delivered.incrementAndGet();
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
        }

        @Override
        public void onComplete() {}
    }
}
