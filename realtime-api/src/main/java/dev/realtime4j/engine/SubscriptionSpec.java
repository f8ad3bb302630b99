package dev.realtime4j.engine;

import dev.realtime4j.EventType;
import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The options of one subscription, as the application has filled them in. */
final class SubscriptionSpec implements SubscriptionOptions {

    /** A handler of whatever form: what it gives is waited for, null is done. */
    @FunctionalInterface
    interface Handler {
        @Nullable
        CompletionStage<?> handle(Message<?> message);
    }

    private final List<String> filter = new ArrayList<>();
    private final Map<String, Handler> typed = new HashMap<>();
    private @Nullable Handler untyped;
    private @Nullable Consumer<? super Gap> onGap;
    private @Nullable Consumer<? super Throwable> onError;
    private @Nullable Consumer<? super Subscription.Status> onStatus;
    private @Nullable Runnable onClosing;
    private @Nullable Runnable onClosed;
    private boolean replay;
    private int replayLatest;
    private @Nullable Instant replaySince;
    private @Nullable MessageId after;
    private boolean failOnGap;

    static SubscriptionSpec of(Consumer<? super SubscriptionOptions> options) {
        SubscriptionSpec spec = new SubscriptionSpec();
        Names.given(options, "options").accept(spec);
        return spec;
    }

    /** Refuses options that do not go together (Rule N5). */
    SubscriptionSpec checked() {
        if (untyped == null && typed.isEmpty()) {
            throw new IllegalArgumentException("A subscription needs a handler: onMessage(…) or on(type, …)");
        }
        if (untyped == null && !filter.isEmpty()) {
            throw new IllegalArgumentException("events(" + String.join(", ", filter)
                    + ") needs onMessage(…); an event with a handler of its own need not be named");
        }
        return checkedStart();
    }

    SubscriptionSpec checkedStart() {
        boolean newest = replayLatest > 0 || replaySince != null;
        if (after != null && (replay || newest)) {
            throw new IllegalArgumentException(
                    "after(cursor) and a replay do not go together: choose where the subscription starts");
        }
        if (replay && newest) {
            throw new IllegalArgumentException(
                    "replay() gives all that is kept; leave it out beside replayLatest(n) or replaySince(time)");
        }
        if (failOnGap && after == null) {
            throw new IllegalArgumentException("failOnGap() needs after(cursor)");
        }
        return this;
    }

    @Override
    public SubscriptionOptions events(String... names) {
        for (String name : Names.given(names, "names")) {
            EventFilter.of(List.of(Names.given(name, "event")));
            filter.add(name);
        }
        return this;
    }

    @Override
    public SubscriptionOptions replay() {
        replay = true;
        return this;
    }

    @Override
    public SubscriptionOptions replayLatest(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("replayLatest needs 1 or more, got " + count);
        }
        replayLatest = count;
        return this;
    }

    @Override
    public SubscriptionOptions replaySince(Instant start) {
        replaySince = Names.given(start, "start");
        return this;
    }

    @Override
    public SubscriptionOptions after(MessageId cursor) {
        after = Names.given(cursor, "cursor");
        return this;
    }

    @Override
    public SubscriptionOptions failOnGap() {
        failOnGap = true;
        return this;
    }

    @Override
    public SubscriptionOptions onMessage(Consumer<? super Message<?>> handler) {
        Names.given(handler, "handler");
        return untyped(message -> {
            handler.accept(message);
            return null;
        });
    }

    @Override
    public SubscriptionOptions onMessageAsync(Function<? super Message<?>, ? extends CompletionStage<?>> handler) {
        return untyped(Names.given(handler, "handler")::apply);
    }

    private SubscriptionOptions untyped(Handler handler) {
        if (untyped != null) {
            throw new IllegalArgumentException("onMessage was given twice");
        }
        untyped = handler;
        return this;
    }

    @Override
    public <T> SubscriptionOptions on(EventType<T> type, Consumer<? super Message<T>> handler) {
        Names.given(handler, "handler");
        Names.given(type, "type");
        return typed(type, message -> {
            handler.accept(message.as(type));
            return null;
        });
    }

    @Override
    public <T> SubscriptionOptions onAsync(
            EventType<T> type, Function<? super Message<T>, ? extends CompletionStage<?>> handler) {
        Names.given(handler, "handler");
        Names.given(type, "type");
        return typed(type, message -> handler.apply(message.as(type)));
    }

    private SubscriptionOptions typed(EventType<?> type, Handler handler) {
        if (typed.putIfAbsent(type.name(), handler) != null) {
            throw new IllegalArgumentException("Event \"" + type.name() + "\" was given two handlers");
        }
        return this;
    }

    @Override
    public SubscriptionOptions onGap(Consumer<? super Gap> handler) {
        onGap = Names.given(handler, "handler");
        return this;
    }

    @Override
    public SubscriptionOptions onError(Consumer<? super Throwable> handler) {
        onError = Names.given(handler, "handler");
        return this;
    }

    @Override
    public SubscriptionOptions onStatus(Consumer<? super Subscription.Status> handler) {
        onStatus = Names.given(handler, "handler");
        return this;
    }

    Handlers handlers(String channel) {
        return new Handlers(
                channel,
                typed.isEmpty() ? null : Map.copyOf(typed),
                untyped,
                EventFilter.of(filter),
                onGap,
                onError,
                onStatus,
                onClosing,
                onClosed);
    }

    /** Which events count: those of the filter and those with a handler of their own. */
    EventFilter filter() {
        if (untyped != null && filter.isEmpty()) {
            return EventFilter.of(List.of());
        }
        List<String> all = new ArrayList<>(filter);
        all.addAll(typed.keySet());
        return EventFilter.of(all);
    }

    /** Is told when closing begins, which waits for the stage that a handler has given. */
    void onClosing(Runnable told) {
        onClosing = told;
    }

    /** Is told when no further handler call will start. */
    void onClosed(Runnable told) {
        onClosed = told;
    }

    boolean hasGapHandler() {
        return onGap != null;
    }

    boolean replays() {
        return replay || replayLatest > 0 || replaySince != null;
    }

    int latest() {
        return replayLatest;
    }

    /** The first millisecond whose messages are wanted, or {@link Long#MIN_VALUE}. */
    long sinceMillis() {
        return replaySince == null ? Long.MIN_VALUE : Times.ceilMillis(replaySince);
    }

    @Nullable
    MessageId after() {
        return after;
    }

    boolean failsOnGap() {
        return failOnGap;
    }
}
