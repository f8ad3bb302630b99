package dev.realtime4j;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One event of one channel, as the leaf of a nested interface of events:
 *
 * <pre>{@code
 * interface AppEvents {
 *     Notification notification();
 *     interface Notification { Event<Alert> alert(); }
 * }
 * channel.events(AppEvents.class).notification().alert().emit(new Alert("Hi"));
 * }</pre>
 *
 * <p>The name is the path of method names joined by dots. A type argument is the type of the data.
 *
 * @param <T> the type of the data
 */
public interface Event<T> {

    /**
     * The event's name and type.
     *
     * @return the type
     */
    EventType<T> type();

    /**
     * As {@link Channel#emit(EventType, Object)}.
     *
     * @param data the data
     * @return the message's id
     * @throws InvalidDataException if the data does not fit; nothing is stored
     * @throws EmitException if the emit fails
     */
    MessageId emit(T data);

    /**
     * As {@link Channel#emitAsync(EventType, Object)}.
     *
     * @param data the data
     * @return the acknowledgement
     * @throws InvalidDataException if the data does not fit; nothing is stored
     */
    CompletableFuture<MessageId> emitAsync(T data);

    /**
     * As {@link Channel#subscribe(EventType, Consumer)}.
     *
     * @param handler called with one message at a time
     * @return the subscription, which stands
     * @throws RealtimeException if the backend cannot be reached in time
     */
    Subscription subscribe(Consumer<? super Message<T>> handler);
}
