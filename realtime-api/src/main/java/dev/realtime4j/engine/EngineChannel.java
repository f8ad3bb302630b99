package dev.realtime4j.engine;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel's name and the Realtime that it belongs to. */
final class EngineChannel implements Channel {
    private final EngineRealtime realtime;
    private final String name;

    EngineChannel(EngineRealtime realtime, String name) {
        this.realtime = realtime;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MessageId emit(String event, @Nullable Object data) {
        return realtime.emitter().emit(name, Names.event(event), data, null);
    }

    @Override
    public <T> MessageId emit(EventType<T> type, T data) {
        return realtime.emitter().emit(name, Names.given(type, "type").name(), data, type);
    }

    @Override
    public CompletableFuture<MessageId> emitAsync(String event, @Nullable Object data) {
        return realtime.emitter().emitAsync(name, Names.event(event), data, null, null);
    }

    @Override
    public <T> CompletableFuture<MessageId> emitAsync(EventType<T> type, T data) {
        return realtime.emitter().emitAsync(name, Names.given(type, "type").name(), data, type, null);
    }

    @Override
    public <T> Subscription subscribe(EventType<T> type, Consumer<? super Message<T>> handler) {
        return subscribe(options -> options.on(type, handler));
    }

    @Override
    public Subscription subscribe(Consumer<? super SubscriptionOptions> options) {
        return realtime.subscribe(name, SubscriptionSpec.of(options).checked());
    }

    @Override
    public Flow.Publisher<Message<?>> publisher(Consumer<? super SubscriptionOptions> options) {
        return new MessagePublisher(realtime, name, Names.given(options, "options"));
    }

    @Override
    public HistoryPage history(HistoryQuery query) {
        return realtime.history(name, Names.given(query, "query"));
    }

    @Override
    public void unsubscribe() {
        realtime.unsubscribe(name);
    }

    @Override
    public <E> E events(Class<E> events) {
        return realtime.catalog().bind(Names.given(events, "events"), this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EngineChannel channel && channel.realtime == realtime && channel.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "Channel[" + name + "]";
    }
}
