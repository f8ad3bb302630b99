package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import org.junit.jupiter.api.Test;

class QuickStartTest extends Example {

    @Test
    void emitsFollowsAndReadsBack() {
        // tag::quick-start[]
        record Alert(String text, String priority) {}
        EventType<Alert> alert = EventType.of("notification.alert", Alert.class);

        Realtime realtime = Realtime.connect("memory:"); // one for the application, closed at its end
        Channel user = realtime.channel("user-123");
        user.subscribe(alert, message -> show(message.data().text()));
        user.emit(alert, new Alert("Hello user 123!", "high"));

        HistoryPage page = user.history(HistoryQuery.latest(50));
        // end::quick-start[]
        assertShown("Hello user 123!");
        show(page.messages().size());
        assertShown("Hello user 123!", 1);
        realtime.close();
    }
}
