package dev.realtime4j.examples;

import dev.realtime4j.EventType;
import org.junit.jupiter.api.Test;

class ChannelPatternsTest extends Example {
    record NewMessage(String text, String sender) {}

    record ProjectUpdate(String project, String status) {}

    static final EventType<String> ALERT = EventType.of("notification.alert", String.class);
    static final EventType<NewMessage> NEW_MESSAGE = EventType.of("message.new", NewMessage.class);
    static final EventType<ProjectUpdate> PROJECT = EventType.of("update.project", ProjectUpdate.class);

    @Test
    void oneUser() {
        String userId = "123";
        realtime.channel("user-123").subscribe(ALERT, message -> show(message.data()));
        // tag::user[]
        realtime.channel("user-" + userId).emit(ALERT, "You have a new message");
        // end::user[]
        assertShown("You have a new message");
    }

    @Test
    void everybodyInARoom() {
        String roomId = "7";
        realtime.channel("room-7").subscribe(NEW_MESSAGE, message -> show("Bob sees " + message.data()));
        // tag::room[]
        realtime.channel("room-" + roomId).emit(NEW_MESSAGE, new NewMessage("Hello everyone!", "Alice"));
        // end::room[]
        assertShown("Bob sees NewMessage[text=Hello everyone!, sender=Alice]");
    }

    @Test
    void aTeamsWorkspace() {
        String teamId = "red";
        realtime.channel("team-red").subscribe(PROJECT, message -> show(message.data()));
        // tag::team[]
        realtime.channel("team-" + teamId).emit(PROJECT, new ProjectUpdate("Website Redesign", "In Progress"));
        // end::team[]
        assertShown("ProjectUpdate[project=Website Redesign, status=In Progress]");
    }
}
