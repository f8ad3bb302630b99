package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import org.junit.jupiter.api.Test;

class NamedChannelTest extends Example {

    @Test
    void reachesOnlyItsOwnSubscribers() {
        realtime.channel("user-456").subscribe(options -> options.onMessage(message -> show("456: " + message.data())));

        // tag::named-channel[]
        Channel channel = realtime.channel("user-123");
        channel.subscribe(options -> options.events("notification.alert")
                .onMessage(message -> show(message.event() + ": " + message.data())));

        channel.emit("notification.alert", "Hello user123!");
        // end::named-channel[]

        assertShown("notification.alert: Hello user123!");
        realtime.channel("user-456").emit("notification.alert", "Hello user456!");
        assertShown("notification.alert: Hello user123!", "456: Hello user456!");
    }
}
