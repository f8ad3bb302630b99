package dev.realtime4j.examples;

import dev.realtime4j.EventType;
import dev.realtime4j.Subscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SwitchChannelTest extends Example {
    static final EventType<String> MESSAGE = EventType.of("chat.message", String.class);

    // tag::switch[]
    /** Shows one room at a time. */
    class RoomView {
        private @Nullable Subscription current;

        void enter(String room) {
            if (current != null) {
                current.close(); // when this returns, no message of the old room will be shown
            }
            current = realtime.channel(room).subscribe(MESSAGE, message -> show("[" + room + "] " + message.data()));
        }
    }
    // end::switch[]

    @Test
    void showsTheRoomThatWasEnteredLast() {
        RoomView view = new RoomView();
        view.enter("lobby");
        realtime.channel("lobby").emit(MESSAGE, "Welcome");
        assertShown("[lobby] Welcome");

        view.enter("room-1");
        realtime.channel("lobby").emit(MESSAGE, "Anybody here?");
        realtime.channel("room-1").emit(MESSAGE, "Hi");
        assertShown("[lobby] Welcome", "[room-1] Hi");
    }
}
