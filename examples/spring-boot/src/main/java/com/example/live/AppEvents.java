package com.example.live;

import dev.realtime4j.Event;

/** The events of this application. */
interface AppEvents {
    Notification notification();

    interface Notification {
        Event<Alert> alert(); // the event "notification.alert"
    }

    record Alert(String from, String text) {}
}
