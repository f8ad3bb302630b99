package dev.realtime4j;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a subscription shall deliver, from where on, and to whom. Filled in by the application inside of {@link
 * Channel#subscribe(Consumer)}; not for keeping, and not safe for several threads. Implemented by the library only.
 *
 * <p>Without a start it is live: only messages whose emit starts after {@code subscribe} was called (Rule S2). At most one
 * of {@link #after} and the replays, where {@link #replayLatest} and {@link #replaySince} may stand together (Rule S4).
 *
 * <p>All handlers of one subscription are called one at a time, in the order of the log (Rule S6), by a virtual thread
 * where the JVM has them, else by a thread of a bounded pool. What they throw goes to {@link #onError} and ends nothing.
 */
public interface SubscriptionOptions {

    /**
     * Only these events. Events with a handler of their own ({@link #on}) are added. Without this, and with {@link
     * #onMessage}, all events are delivered.
     *
     * @param names exact names or, with a trailing {@code .*}, all below a name (Rule S3)
     * @return this
     * @throws IllegalArgumentException if a name has a wrong form
     */
    SubscriptionOptions events(String... names);

    /**
     * Starts with the oldest message that is kept, then goes on live.
     *
     * @return this
     */
    SubscriptionOptions replay();

    /**
     * Starts with the newest messages that pass the filter, then goes on live.
     *
     * @param count how many, 1 or more
     * @return this
     * @throws IllegalArgumentException if the count is less than 1
     */
    SubscriptionOptions replayLatest(int count);

    /**
     * Starts with the first message of this timestamp or a later one and gives everything after it, then goes on live.
     *
     * @param start the time
     * @return this
     */
    SubscriptionOptions replaySince(Instant start);

    /**
     * Starts after a cursor: exactly the messages that follow it (Rule S5).
     *
     * @param cursor the id of a message, a {@link Subscription#position()} or {@link MessageId#BEGINNING}
     * @return this
     */
    SubscriptionOptions after(MessageId cursor);

    /**
     * Makes {@code subscribe} throw a {@link CursorUnavailableException} if messages after the cursor of {@link #after} can
     * no longer be had, instead of telling a gap.
     *
     * @return this
     */
    SubscriptionOptions failOnGap();

    /**
     * Handles the messages whose event has no handler of its own.
     *
     * @param handler called with one message at a time
     * @return this
     */
    SubscriptionOptions onMessage(Consumer<? super Message<?>> handler);

    /**
     * As {@link #onMessage}, for a handler that goes on after it has returned: the next message waits for its stage.
     *
     * @param handler called with one message at a time; gives a stage that completes when the message is handled
     * @return this
     */
    SubscriptionOptions onMessageAsync(Function<? super Message<?>, ? extends CompletionStage<?>> handler);

    /**
     * Handles the messages of one event, their data typed.
     *
     * @param type the event's name and type
     * @param handler called with one message at a time
     * @param <T> the type of the data
     * @return this
     * @throws IllegalArgumentException if the event has a handler already
     */
    <T> SubscriptionOptions on(EventType<T> type, Consumer<? super Message<T>> handler);

    /**
     * As {@link #on}, for a handler that goes on after it has returned.
     *
     * @param type the event's name and type
     * @param handler called with one message at a time; gives a stage that completes when the message is handled
     * @param <T> the type of the data
     * @return this
     * @throws IllegalArgumentException if the event has a handler already
     */
    <T> SubscriptionOptions onAsync(
            EventType<T> type, Function<? super Message<T>, ? extends CompletionStage<?>> handler);

    /**
     * Is told gaps and resets, in their place between messages (Rule S10). Without it they are logged as a warning.
     *
     * @param handler called with one gap at a time
     * @return this
     */
    SubscriptionOptions onGap(Consumer<? super Gap> handler);

    /**
     * Is told what a handler threw, or what its stage failed with. Without it that is logged as a warning with channel,
     * event and id (Rule S7).
     *
     * @param handler called with one failure at a time
     * @return this
     */
    SubscriptionOptions onError(Consumer<? super Throwable> handler);

    /**
     * Is told the status: first CONNECTED, then RECONNECTING and CONNECTED with each interruption of the backend.
     *
     * @param handler called with one status at a time
     * @return this
     */
    SubscriptionOptions onStatus(Consumer<? super Subscription.Status> handler);
}
