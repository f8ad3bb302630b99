package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.Message;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublisherTest extends Example {

    // tag::subscriber[]
    /** Takes one message after the other, at its own pace. */
    class OneByOne implements Flow.Subscriber<Message<?>> {
        private Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(Message<?> message) {
            show(message.data());
            if (subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            show("failed: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            show("closed");
        }
    }
    // end::subscriber[]

    @Test
    void aChannelAsAReactiveStream() {
        Channel room = realtime.channel("room-1");
        room.emit("chat.message", "one");
        // tag::publisher[]
        Flow.Publisher<Message<?>> publisher = room.publisher(options -> options.replay());
        publisher.subscribe(new OneByOne());
        // end::publisher[]
        room.emit("chat.message", "two");
        assertShown("one", "two");
        realtime.close();
        assertShown("one", "two", "closed");
    }
}
