package dev.realtime4j.http;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a stream: a subscription whose cursor stops while the stream cannot be written to. At most one message
 * waits here; what follows it stays in the log. Guarded by its stream's lock, but for the subscription.
 */
final class Feed {
    private final EventStream stream;
    private final String channel;
    private @Nullable MessageId after;
    private long sinceMillis;
    private boolean afterReset;
    private @Nullable Message<?> waiting;
    private @Nullable CompletableFuture<@Nullable Void> handled;
    private volatile @Nullable Subscription subscription;

    Feed(EventStream stream, String channel) {
        this.stream = stream;
        this.channel = channel;
    }

    /** Follows the channel; returns when that stands. Messages wait until the stream is opened. */
    void subscribe(Realtime realtime, List<String> events, @Nullable Position start) {
        Subscription made = realtime.channel(channel).subscribe(options -> {
            if (start != null) {
                start.start(options);
            }
            if (!events.isEmpty()) {
                options.events(events.toArray(new String[0]));
            }
            options.onMessageAsync(message -> stream.offer(this, message)).onGap(gap -> stream.tell(this, gap));
        });
        // A client that has given its place keeps it until it is told more: a gap that is not yet told must not be
        // passed.
        if (start == null) {
            after = made.position();
        } else {
            after = start.after();
            sinceMillis = start.sinceMillis();
        }
        subscription = made;
    }

    String channel() {
        return channel;
    }

    /** Up to where the client has been told everything. */
    Position position() {
        MessageId place = after;
        return place == null ? Position.since(sinceMillis) : Position.after(place);
    }

    void told(Message<?> message) {
        after = message.id();
        afterReset = false;
    }

    /** After a reset ids may be smaller than before; until the next message the place is still one of the old log. */
    void told(Gap gap) {
        afterReset |= gap.isReset();
    }

    /** Moves over what the filter has skipped since. */
    void catchUp() {
        Subscription followed = subscription;
        if (followed != null && waiting == null) {
            MessageId reached = followed.position();
            MessageId from = after == null ? MessageId.BEGINNING : after;
            if (afterReset || reached.isAfter(from)) {
                after = reached;
                afterReset = false;
            }
        }
    }

    CompletableFuture<@Nullable Void> hold(Message<?> message) {
        CompletableFuture<@Nullable Void> stage = new CompletableFuture<>();
        waiting = message;
        handled = stage;
        return stage;
    }

    @Nullable
    Message<?> waiting() {
        return waiting;
    }

    /** Lets the message that waits go; completing what is given lets the next one come. */
    @Nullable
    CompletableFuture<@Nullable Void> release() {
        CompletableFuture<@Nullable Void> stage = handled;
        waiting = null;
        handled = null;
        return stage;
    }

    /** Ends the subscription; may wait a moment for a handler call that is running. */
    void close() {
        Subscription followed = subscription;
        if (followed != null) {
            followed.close();
        }
    }
}
