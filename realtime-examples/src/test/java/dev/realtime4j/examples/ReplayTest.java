package dev.realtime4j.examples;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplayTest extends Example {
    static final EventType<String> MESSAGE = EventType.of("chat.message", String.class);

    @Test
    void allThenLive() {
        Channel room = realtime.channel("room-123");
        room.emit(MESSAGE, "past");
        // tag::all[]
        room.subscribe(options -> options.replay().on(MESSAGE, message -> show(message.data())));
        // end::all[]
        room.emit(MESSAGE, "present");
        assertShown("past", "present");
    }

    @Test
    void theLatestThenLive() {
        Channel room = realtime.channel("room-123");
        for (int i = 1; i <= 60; i++) {
            room.emit(MESSAGE, "past " + i);
            room.emit("chat.typing", i);
        }
        // tag::latest[]
        room.subscribe(options -> options.replayLatest(50).on(MESSAGE, message -> show(message.data())));
        // end::latest[]
        room.emit(MESSAGE, "present");
        Object[] expected = new Object[51];
        for (int i = 0; i < 50; i++) {
            expected[i] = "past " + (i + 11);
        }
        expected[50] = "present";
        assertShown(expected);
    }

    @Test
    void theLastHourThenLive() {
        TestClock clock = new TestClock();
        try (Realtime timed =
                Realtime.connect(RealtimeConfig.builder("memory:").clock(clock).build())) {
            Channel room = timed.channel("room-123");
            room.emit(MESSAGE, "two hours ago");
            clock.advance(Duration.ofMinutes(90));
            room.emit(MESSAGE, "half an hour ago");
            clock.advance(Duration.ofMinutes(30));
            // tag::since[]
            room.subscribe(options -> options.replaySince(clock.instant().minus(Duration.ofHours(1)))
                    .on(MESSAGE, message -> show(message.data())));
            // end::since[]
            room.emit(MESSAGE, "now");
            assertShown("half an hour ago", "now");
        }
    }

    @Test
    void aPageOfHistoryThenLive() {
        Channel room = realtime.channel("room-123");
        room.emit(MESSAGE, "past");
        // tag::page-then-live[]
        HistoryPage page = room.history(HistoryQuery.latest(50));
        page.messages().forEach(message -> show(message.data()));

        room.subscribe(options -> options.after(page.cursor()).on(MESSAGE, message -> show(message.data())));
        // end::page-then-live[]
        room.emit(MESSAGE, "present");
        assertShown("past", "present");
    }
}
