package dev.realtime4j.engine;

import dev.realtime4j.Message;
import dev.realtime4j.SubscriptionOptions;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A channel as a reactive stream. Demand paces the cursor: the handler of an ordinary subscription gives a stage that
 * completes when the message was asked for and handed over, so that nothing is queued.
 */
final class MessagePublisher implements Flow.Publisher<Message<?>> {
    private final EngineRealtime realtime;
    private final String channel;
    private final Consumer<? super SubscriptionOptions> options;

    MessagePublisher(EngineRealtime realtime, String channel, Consumer<? super SubscriptionOptions> options) {
        this.realtime = realtime;
        this.channel = channel;
        this.options = options;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message<?>> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Demand demand = new Demand(realtime, subscriber);
        subscriber.onSubscribe(demand);
        realtime.core().dispatcher().handleSurely(() -> demand.start(channel, options));
    }
}
