package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.Channel;
import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.codec.RawJson;
import org.junit.jupiter.api.Test;

class TypedEventsTest extends Example {
    // tag::declare[]
    record Alert(String text, String priority) {}

    interface AppEvents {
        Notification notification();

        interface Notification {
            Event<Alert> alert(); // the event "notification.alert"
        }
    }
    // end::declare[]

    @Test
    void eventsAsAnInterface() {
        // tag::use[]
        Channel user = realtime.channel("user-123");
        Event<Alert> alert = user.events(AppEvents.class).notification().alert();

        alert.subscribe(message -> show(message.data().text()));
        alert.emit(new Alert("Your parcel has arrived", "high"));
        // end::use[]
        assertShown("Your parcel has arrived");
    }

    @Test
    void declaredForAWholeRealtime() {
        // tag::strict[]
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .events(AppEvents.class)
                .strict()
                .build();
        Realtime strict = Realtime.connect(config);
        // end::strict[]
        try (strict) {
            Channel user = strict.channel("user-123");
            assertThatThrownBy(() -> user.emit("notification.alert", RawJson.of("{\"text\":[]}")))
                    .isInstanceOfSatisfying(InvalidDataException.class, e -> {
                        assertThat(e.event()).isEqualTo("notification.alert");
                        assertThat(e.path()).isEqualTo("$.text");
                    });
            assertThatThrownBy(() -> user.emit("notification.alarm", "x"))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("notification.alert");
            assertThat(user.history().messages()).isEmpty();
        }
    }

    @Test
    void aCheckOfItsOwn() {
        // tag::check[]
        EventType<Integer> percent = EventType.of("job.percent", Integer.class).checkedBy(value -> {
            if (value < 0 || value > 100) {
                throw new IllegalArgumentException("must be 0 to 100, got " + value);
            }
        });
        realtime.emit(percent, 50);
        // end::check[]
        assertThatThrownBy(() -> realtime.emit(percent, 101))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("must be 0 to 100, got 101");
        assertThat(realtime.channel(Realtime.DEFAULT_CHANNEL).history().messages())
                .hasSize(1);
    }
}
