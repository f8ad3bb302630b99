package dev.realtime4j.engine;

import dev.realtime4j.Channel;
import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An event of an {@link EventCatalog}, bound to a channel. */
record BoundEvent<T>(EventType<T> type, Channel channel) implements Event<T> {

    @Override
    public MessageId emit(T data) {
        return channel.emit(type, data);
    }

    @Override
    public CompletableFuture<MessageId> emitAsync(T data) {
        return channel.emitAsync(type, data);
    }

    @Override
    public Subscription subscribe(Consumer<? super Message<T>> handler) {
        return channel.subscribe(type, handler);
    }

    @Override
    public String toString() {
        return type + " of channel \"" + channel.name() + "\"";
    }
}
