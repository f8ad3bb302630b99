package dev.realtime4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A named, append-only, ordered log of messages. A cheap handle that holds nothing and need not be closed. Safe for any
 * threads.
 */
public interface Channel {

    /**
     * The channel's name.
     *
     * @return 1 to 256 bytes of UTF-8 without control characters (Rule N1)
     */
    String name();

    /**
     * Emits an event and waits until the backend has stored it (Rule E1).
     *
     * @param event the event's name (Rule N2)
     * @param data any value that can be printed as JSON, or null; {@link dev.realtime4j.codec.RawJson} is taken as it is
     * @return the message's id
     * @throws IllegalArgumentException if the name is not valid
     * @throws InvalidDataException if the data cannot be printed as JSON, is too large, or does not fit the event's declared
     *     type; nothing is stored
     * @throws EmitException if it cannot be stored within the request timeout (Rule E5)
     */
    MessageId emit(String event, @Nullable Object data);

    /**
     * As {@link #emit(String, Object)}, with the data checked against a type (Rule E7).
     *
     * @param type the event's name and type
     * @param data the data
     * @param <T> the type of the data
     * @return the message's id
     * @throws InvalidDataException if the data does not fit the type or its check; nothing is stored
     * @throws EmitException if it cannot be stored within the request timeout
     */
    <T> MessageId emit(EventType<T> type, T data);

    /**
     * Emits without waiting. Messages of one thread are stored in the order of its calls, whether or not earlier ones have
     * been acknowledged (Rule E3).
     *
     * @param event the event's name
     * @param data any value that can be printed as JSON, or null
     * @return the acknowledgement: the message's id, or an {@link EmitException}, within the request timeout
     * @throws IllegalArgumentException if the name is not valid; nothing is stored
     * @throws InvalidDataException if the data does not fit; nothing is stored
     */
    CompletableFuture<MessageId> emitAsync(String event, @Nullable Object data);

    /**
     * As {@link #emitAsync(String, Object)}, with the data checked against a type.
     *
     * @param type the event's name and type
     * @param data the data
     * @param <T> the type of the data
     * @return the acknowledgement
     * @throws InvalidDataException if the data does not fit; nothing is stored
     */
    <T> CompletableFuture<MessageId> emitAsync(EventType<T> type, T data);

    /**
     * Follows one event, live. Returns when the subscription stands: every message of that event whose emit starts
     * afterwards, by anyone, anywhere, is delivered (Rule S1).
     *
     * @param type the event's name and type
     * @param handler called with one message at a time, in order
     * @param <T> the type of the data
     * @return the subscription
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    <T> Subscription subscribe(EventType<T> type, Consumer<? super Message<T>> handler);

    /**
     * Follows the channel as the options say; see {@link SubscriptionOptions}. Returns when the subscription stands.
     *
     * @param options fills in the options; called once, by this thread, before anything else happens
     * @return the subscription
     * @throws IllegalArgumentException if the options do not go together or name no handler
     * @throws CursorUnavailableException with {@link SubscriptionOptions#failOnGap()} only
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    Subscription subscribe(Consumer<? super SubscriptionOptions> options);

    /**
     * Follows the channel as a reactive stream. Each subscriber gets a subscription of its own, whose cursor advances as
     * the subscriber demands: what it has not asked for stays in the log.
     *
     * <p>No thread waits for the backend until a subscription stands, so that very many channels can be followed at once.
     *
     * <p>A gap is told to {@link SubscriptionOptions#onGap}; without that handler it ends the stream with a {@link
     * CursorUnavailableException}. The stream never completes by itself but when this Realtime or the channel's
     * subscriptions are closed.
     *
     * @param options fills in the options, without message handlers; called once for each subscriber
     * @return a publisher that keeps the rules of Reactive Streams
     */
    Flow.Publisher<Message<?>> publisher(Consumer<? super SubscriptionOptions> options);

    /**
     * Reads the channel's history: the oldest 1,000 messages that are kept, from old to new. {@link HistoryQuery#latest}
     * gives the newest.
     *
     * @return the first page
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    default HistoryPage history() {
        return history(HistoryQuery.all());
    }

    /**
     * Reads the channel's history (Rules H1 to H6).
     *
     * @param query which part
     * @return a page
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    HistoryPage history(HistoryQuery query);

    /** Closes every subscription that this Realtime has on this channel, as {@link Subscription#close()}. */
    void unsubscribe();

    /**
     * The channel's events by a nested interface; see {@link Event}.
     *
     * @param events an interface whose methods give {@link Event}s or further such interfaces
     * @param <E> the interface
     * @return an implementation of it for this channel
     * @throws IllegalArgumentException if the interface has another form
     */
    <E> E events(Class<E> events);
}
