package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.Subscription;
import org.junit.jupiter.api.Test;

class UnsubscribeTest extends Example {
    static final EventType<String> MESSAGE = EventType.of("chat.message", String.class);

    @Test
    void oneSubscription() {
        Channel room = realtime.channel("room-123");
        room.subscribe(MESSAGE, message -> show("other: " + message.data()));
        // tag::close[]
        Subscription subscription = room.subscribe(MESSAGE, message -> show("this: " + message.data()));

        subscription.close();
        // end::close[]
        room.emit(MESSAGE, "Hi");
        assertShown("other: Hi");
    }

    @Test
    void allOfAChannel() {
        Channel room = realtime.channel("room-123");
        room.subscribe(MESSAGE, message -> show("one: " + message.data()));
        room.subscribe(MESSAGE, message -> show("two: " + message.data()));
        // tag::unsubscribe[]
        room.unsubscribe();
        // end::unsubscribe[]
        room.emit(MESSAGE, "Nobody hears this");
        room.subscribe(options -> options.replay().onMessage(message -> show("later: " + message.data())));
        assertShown("later: Nobody hears this");
    }
}
