package dev.realtime4j.examples;

import org.junit.jupiter.api.Test;

class DefaultChannelTest extends Example {

    @Test
    void needsNoChannelName() {
        // tag::default-channel[]
        realtime.subscribe(options -> options.onMessage(message -> show(message.data())));

        realtime.emit("notification.alert", "hello world!");
        // end::default-channel[]

        assertShown("hello world!");
    }
}
