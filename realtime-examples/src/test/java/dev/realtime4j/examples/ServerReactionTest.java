package dev.realtime4j.examples;

import dev.realtime4j.EventType;
import org.junit.jupiter.api.Test;

class ServerReactionTest extends Example {
    record Alert(String userId, String text, String priority) {}

    static final EventType<Alert> ALERT = EventType.of("notification.alert", Alert.class);

    @Test
    void urgentAlertsAreSentByMail() {
        // tag::reaction[]
        realtime.channel("notifications").subscribe(ALERT, message -> {
            Alert alert = message.data();
            if (alert.priority().equals("high")) {
                sendEmail(alert.userId(), "Urgent Notification", alert.text());
            }
        });
        // end::reaction[]

        realtime.channel("notifications").emit(ALERT, new Alert("u-1", "Somebody likes your photo", "low"));
        realtime.channel("notifications").emit(ALERT, new Alert("u-2", "Your password was changed", "high"));
        assertShown("mail to u-2: Urgent Notification: Your password was changed");
    }

    private void sendEmail(String to, String subject, String body) {
        show("mail to " + to + ": " + subject + ": " + body);
    }
}
