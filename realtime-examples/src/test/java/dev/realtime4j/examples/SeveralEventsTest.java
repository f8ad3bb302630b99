package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import org.junit.jupiter.api.Test;

class SeveralEventsTest extends Example {
    // tag::types[]
    record ChatMessage(String sender, String text) {}

    record Member(String name) {}

    static final EventType<ChatMessage> MESSAGE = EventType.of("chat.message", ChatMessage.class);
    static final EventType<Member> JOINED = EventType.of("user.joined", Member.class);
    static final EventType<Member> LEFT = EventType.of("user.left", Member.class);
    // end::types[]

    @Test
    void oneOrderedSubscriptionWithATypedHandlerPerEvent() {
        // tag::several-events[]
        Channel room = realtime.channel("room-123");
        room.subscribe(options -> {
            options.on(MESSAGE, message -> say(message.data()));
            options.on(JOINED, message -> show(message.data().name() + " joined"));
            options.on(LEFT, message -> show(message.data().name() + " left"));
        });
        // end::several-events[]

        room.emit(JOINED, new Member("Ann"));
        room.emit(MESSAGE, new ChatMessage("Ann", "Hi"));
        room.emit("room.renamed", "Lounge");
        room.emit(LEFT, new Member("Ann"));
        assertShown("Ann joined", "Ann: Hi", "Ann left");
    }

    @Test
    void eventsByName() {
        Channel room = realtime.channel("room-123");
        // tag::by-name[]
        room.subscribe(options -> options.events("chat.message", "user.*")
                .onMessage(message -> show(message.event() + " " + message.json())));
        // end::by-name[]

        room.emit(JOINED, new Member("Ann"));
        room.emit("room.renamed", "Lounge");
        room.emit(MESSAGE, new ChatMessage("Ann", "Hi"));
        assertShown("user.joined {\"name\":\"Ann\"}", "chat.message {\"sender\":\"Ann\",\"text\":\"Hi\"}");
    }

    private void say(ChatMessage message) {
        show(message.sender() + ": " + message.text());
    }
}
