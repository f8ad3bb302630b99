package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest extends Example {

    @Test
    void everythingThatIsKept() {
        Channel room = room(realtime, 3);
        // tag::all[]
        for (Message<?> message : room.history().messages()) {
            show(message.id() + " " + message.event() + " " + message.data());
        }
        // end::all[]
        Object[] expected = room.history().messages().stream()
                .map(message -> message.id() + " chat.message " + message.json())
                .toArray();
        assertThat(expected).hasSize(3);
        assertShown(expected);
    }

    @Test
    void limitStartAndEnd() {
        TestClock clock = new TestClock();
        try (Realtime timed =
                Realtime.connect(RealtimeConfig.builder("memory:").clock(clock).build())) {
            Channel room = timed.channel("room-123");
            for (int hour = 1; hour <= 5; hour++) {
                clock.advance(Duration.ofHours(1));
                room.emit("chat.message", hour);
            }
            Instant now = clock.instant();
            // tag::limit-start-end[]
            HistoryPage page = room.history(HistoryQuery.all()
                    .since(now.minus(Duration.ofHours(3)))
                    .until(now.minus(Duration.ofHours(1)))
                    .events("chat.*")
                    .limit(100));
            // end::limit-start-end[]
            assertThat(page.messages()).extracting(Message::json).containsExactly("2", "3", "4");
        }
    }

    @Test
    void theNewest() {
        Channel room = room(realtime, 200);
        // tag::latest[]
        HistoryPage page = room.history(HistoryQuery.latest(100));
        // end::latest[]
        assertThat(page.messages()).hasSize(100);
        assertThat(page.messages().get(0).json()).isEqualTo("101");
    }

    @Test
    void pageByPage() {
        Channel room = room(realtime, 25);
        // tag::pages[]
        Optional<HistoryQuery> next = Optional.of(HistoryQuery.all().limit(10));
        while (next.isPresent()) {
            HistoryPage page = room.history(next.get());
            show(page.messages().size());
            next = page.next();
        }
        // end::pages[]
        assertShown(10, 10, 5);
    }

    private static Channel room(Realtime realtime, int messages) {
        Channel room = realtime.channel("room-123");
        for (int i = 1; i <= messages; i++) {
            room.emit("chat.message", i);
        }
        return room;
    }
}
