package dev.realtime4j.chaos.work;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.From;
import dev.realtime4j.chaos.history.Recorder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One subscription, all that it is told recorded. */
final class Reader {
    private static final long FAILS_EVERY = 40;

    private final Recorder recorder;
    private final long number;
    private final String channel;
    private volatile MessageId reached = MessageId.BEGINNING;
    private volatile Duration pace;
    private long delivered; // by one handler call at a time
    private @Nullable Subscription subscription;

    /**
     * Where a subscription starts.
     *
     * @param from in which way
     * @param cursor for {@link From#CURSOR}
     * @param newest for {@link From#NEWEST}
     */
    record Start(From from, @Nullable MessageId cursor, int newest) {
        static final Start LIVE = new Start(From.LIVE, null, 0);
        static final Start OLDEST = new Start(From.OLDEST, null, 0);

        static Start newest(int count) {
            return new Start(From.NEWEST, null, count);
        }

        static Start after(MessageId cursor) {
            return new Start(From.CURSOR, cursor, 0);
        }

        private void apply(SubscriptionOptions options) {
            switch (from) {
                case LIVE -> {}
                case OLDEST -> options.replay();
                case NEWEST -> options.replayLatest(newest);
                case CURSOR -> {
                    if (cursor != null) {
                        options.after(cursor);
                    }
                }
            }
        }
    }

    private Reader(Node node, String channel, Duration pace) {
        this.recorder = node.recorder();
        this.number = recorder.number();
        this.channel = channel;
        this.pace = pace;
    }

    /** Subscribes; gives null if the backend cannot be reached. A handler takes the pace for each message. */
    static @Nullable Reader open(Node node, String channel, Start start, Duration pace) {
        Reader reader = new Reader(node, channel, pace);
        reader.recorder.record(at -> new Operation.SubscribeInvoked(
                at, reader.number, node.name(), channel, start.from(), start.cursor(), start.newest(), !pace.isZero()));
        try {
            reader.subscription = node.channel(channel).subscribe(options -> {
                start.apply(options);
                options.onMessageAsync(reader::message)
                        .onGap(reader::gap)
                        .onError(failure -> node.failures().increment());
            });
        } catch (RealtimeException away) {
            reader.recorder.record(at -> new Operation.SubscribeFailed(at, reader.number));
            return null;
        }
        reader.recorder.record(at -> new Operation.SubscribeStood(at, reader.number));
        return reader;
    }

    private @Nullable CompletionStage<?> message(Message<?> message) {
        String value = String.valueOf(message.data(String.class));
        recorder.record(at -> new Operation.Delivered(at, number, message.id(), value));
        reached = message.id();
        delivered++;
        if (delivered % FAILS_EVERY == 0) {
            throw new IllegalStateException("A handler fails at times, and nothing else does for that");
        }
        Duration wait = pace;
        return wait.isZero()
                ? null
                : CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void gap(Gap gap) {
        recorder.record(at -> new Operation.GapTold(at, number, gap.after(), gap.next(), gap.reason()));
        reached = gap.isReset() || gap.next().isAfter(reached) ? gap.next() : reached;
    }

    String channel() {
        return channel;
    }

    /** How far it has come; the head that it started at is not known to it. */
    MessageId reached() {
        return reached;
    }

    /** Lets the handler take no time any more. */
    void hurry() {
        pace = Duration.ZERO;
    }

    /** Closes; gives the position. */
    MessageId close() {
        Subscription closing = java.util.Objects.requireNonNull(subscription);
        recorder.record(at -> new Operation.CloseInvoked(at, number));
        closing.close();
        recorder.record(at -> new Operation.Closed(at, number));
        return closing.position();
    }
}
