package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.Subscription;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of one subscription. What they throw goes to its error handler, what that throws to the log (Rule S7):
 * calls from here end normally, whatever a handler does.
 */
final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.subscriptions");

    private final String channel;
    private final @Nullable Map<String, SubscriptionSpec.Handler> typed;
    private final SubscriptionSpec.@Nullable Handler untyped;
    private final EventFilter filter;
    private final @Nullable Consumer<? super Gap> onGap;
    private final @Nullable Consumer<? super Throwable> onError;
    private final @Nullable Consumer<? super Subscription.Status> onStatus;
    private final @Nullable Runnable onClosing;
    private final @Nullable Runnable onClosed;

    Handlers(
            String channel,
            @Nullable Map<String, SubscriptionSpec.Handler> typed,
            SubscriptionSpec.@Nullable Handler untyped,
            EventFilter filter,
            @Nullable Consumer<? super Gap> onGap,
            @Nullable Consumer<? super Throwable> onError,
            @Nullable Consumer<? super Subscription.Status> onStatus,
            @Nullable Runnable onClosing,
            @Nullable Runnable onClosed) {
        this.channel = channel;
        this.typed = typed;
        this.untyped = untyped;
        this.filter = filter;
        this.onGap = onGap;
        this.onError = onError;
        this.onStatus = onStatus;
        this.onClosing = onClosing;
        this.onClosed = onClosed;
    }

    /** The handler of an event, or null if this subscription skips it. */
    SubscriptionSpec.@Nullable Handler of(String event) {
        if (typed != null) {
            SubscriptionSpec.Handler own = typed.get(event);
            if (own != null) {
                return own;
            }
        }
        return filter.matches(event) ? untyped : null;
    }

    /** The handler of all events alike, or null if there is none or {@link #of} must be asked. */
    SubscriptionSpec.@Nullable Handler ofAll() {
        return typed == null && filter.all() ? untyped : null;
    }

    /** Calls a handler; gives the stage to wait for, or null if it is done. */
    @Nullable
    CompletionStage<?> call(SubscriptionSpec.Handler handler, Message<?> message) {
        try {
            return handler.handle(message);
        } catch (Throwable e) {
            failed(message, e);
            return null;
        }
    }

    void failed(Message<?> message, Throwable failure) {
        if (onError == null) {
            warn("event \"" + message.event() + "\", id " + message.id(), failure);
        } else {
            guarded(onError, failure);
        }
    }

    void gap(Gap gap) {
        if (onGap == null) {
            LOG.warn(
                    "Messages of channel \"{}\" after {} can no longer be had ({}); going on at {}",
                    channel,
                    gap.after(),
                    gap.reason(),
                    gap.next());
        } else {
            guarded(onGap, gap);
        }
    }

    boolean wantsStatus() {
        return onStatus != null;
    }

    void status(Subscription.Status status) {
        if (onStatus != null) {
            guarded(onStatus, status);
        }
    }

    void closing() {
        if (onClosing != null) {
            onClosing.run();
        }
    }

    void closed() {
        if (onClosed != null) {
            onClosed.run();
        }
    }

    private <T> void guarded(Consumer<? super T> handler, T value) {
        try {
            handler.accept(value);
        } catch (Throwable e) {
            warn("told " + value.getClass().getSimpleName(), e);
        }
    }

    /** Whatever a handler throws: also what throws when it is printed. */
    private void warn(String what, Throwable failure) {
        try {
            LOG.warn("A handler failed on channel \"{}\", {}", channel, what, failure);
        } catch (Throwable unprintable) {
            LOG.warn(
                    "A handler failed on channel \"{}\", {}, with a {} that cannot be printed",
                    channel,
                    what,
                    failure.getClass().getName());
        }
    }
}
