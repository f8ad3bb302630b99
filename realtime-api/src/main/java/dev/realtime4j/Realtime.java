package dev.realtime4j;

import dev.realtime4j.engine.Connector;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: a connection to one backend, through which channels are emitted to, followed and read.
 *
 * <pre>{@code
 * try (Realtime realtime = Realtime.connect("memory:")) {
 *     Channel user = realtime.channel("user-123");
 *     user.subscribe(ALERT, message -> show(message.data()));
 *     user.emit(ALERT, new Alert("Hi", "high"));
 * }
 * }</pre>
 *
 * <p>An application makes one and keeps it. Safe for any threads (Rule F5). After {@link #close()} every call but another
 * {@code close} throws {@link IllegalStateException}. Implemented by the library only; may gain methods.
 */
public interface Realtime extends AutoCloseable {

    /** The channel that {@link #emit(String, Object)}, {@link #subscribe}, {@link #history} and {@link #unsubscribe} use. */
    String DEFAULT_CHANNEL = "default";

    /**
     * Connects to the backend that a URL names, with default settings. The scheme selects the backend ({@code memory:},
     * {@code redis://}, …), query parameters are its options.
     *
     * @param url the backend's URL
     * @return a connected Realtime
     * @throws IllegalArgumentException if the URL or an option is wrong; every fault is named (Rule F3)
     * @throws RealtimeException within the connect timeout (5 s) if the backend cannot be reached or refuses (Rule F1)
     */
    static Realtime connect(String url) {
        return connect(RealtimeConfig.builder(url).build());
    }

    /**
     * Connects to the backend that a configuration names.
     *
     * @param config the configuration, with a URL
     * @return a connected Realtime
     * @throws IllegalArgumentException if the configuration has no URL
     * @throws RealtimeException within the connect timeout if the backend cannot be reached or refuses (Rule F1)
     */
    static Realtime connect(RealtimeConfig config) {
        return Connector.connect(config);
    }

    /**
     * Works over a transport that the caller has made, such as one over a client that the application owns.
     *
     * @param transport the transport, made with the same configuration; closed by {@link #close()}
     * @param config the configuration; its URL is not used
     * @return a Realtime
     */
    static Realtime over(Transport transport, RealtimeConfig config) {
        return Connector.over(transport, config);
    }

    /**
     * A channel by its name. It exists as soon as it is named.
     *
     * @param name 1 to 256 bytes of UTF-8, well-formed Unicode without control characters (Rule N1)
     * @return a handle, cheap to make
     * @throws IllegalArgumentException if the name is not valid
     */
    Channel channel(String name);

    /**
     * As {@link Channel#emit(String, Object)} on the channel {@value #DEFAULT_CHANNEL}.
     *
     * @param event the event's name
     * @param data any value that can be printed as JSON, or null
     * @return the message's id
     * @throws IllegalArgumentException if the name is not valid
     * @throws InvalidDataException if the data does not fit; nothing is stored
     * @throws EmitException if it cannot be stored within the request timeout
     */
    default MessageId emit(String event, @Nullable Object data) {
        return channel(DEFAULT_CHANNEL).emit(event, data);
    }

    /**
     * As {@link Channel#emit(EventType, Object)} on the channel {@value #DEFAULT_CHANNEL}.
     *
     * @param type the event's name and type
     * @param data the data
     * @param <T> the type of the data
     * @return the message's id
     * @throws InvalidDataException if the data does not fit; nothing is stored
     * @throws EmitException if it cannot be stored within the request timeout
     */
    default <T> MessageId emit(EventType<T> type, T data) {
        return channel(DEFAULT_CHANNEL).emit(type, data);
    }

    /**
     * Emits without waiting, with an idempotency key if the emission has one (Rule E6).
     *
     * @param emission what to emit, and where
     * @return the acknowledgement: the message's id, or an {@link EmitException}, within the request timeout
     * @throws InvalidDataException if the data does not fit; nothing is stored
     */
    CompletableFuture<MessageId> emitAsync(Emission emission);

    /**
     * Emits a batch: several channels, or several messages, in the order of the list. All are validated before any I/O;
     * then each is stored or fails by itself (Rule E8).
     *
     * @param emissions what to emit
     * @return what became of each, in the same order
     * @throws InvalidDataException if the data of one does not fit; nothing at all is stored
     */
    List<EmitResult> emitAll(List<Emission> emissions);

    /**
     * As {@link Channel#subscribe(Consumer)} on the channel {@value #DEFAULT_CHANNEL}.
     *
     * @param options fills in the options
     * @return the subscription, which stands
     * @throws IllegalArgumentException if the options do not go together or name no handler
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    default Subscription subscribe(Consumer<? super SubscriptionOptions> options) {
        return channel(DEFAULT_CHANNEL).subscribe(options);
    }

    /**
     * As {@link Channel#history(HistoryQuery)} on the channel {@value #DEFAULT_CHANNEL}.
     *
     * @param query which part
     * @return a page
     * @throws RealtimeException if the backend cannot be reached within the request timeout
     */
    default HistoryPage history(HistoryQuery query) {
        return channel(DEFAULT_CHANNEL).history(query);
    }

    /** As {@link Channel#unsubscribe()} on the channel {@value #DEFAULT_CHANNEL}. */
    default void unsubscribe() {
        channel(DEFAULT_CHANNEL).unsubscribe();
    }

    /**
     * Closes every subscription, the transport, and every thread and connection. Idempotent; from inside a handler it
     * returns without waiting for that handler (Rule S11).
     */
    @Override
    void close();
}
