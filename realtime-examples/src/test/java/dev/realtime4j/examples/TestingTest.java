package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TestingTest {

    // tag::application[]
    /** A class of the application: it is given its Realtime. */
    static final class Greeter {
        static final EventType<String> JOINED = EventType.of("user.joined", String.class);
        static final EventType<String> GREETING = EventType.of("chat.greeting", String.class);
        private final Realtime realtime;

        Greeter(Realtime realtime) {
            this.realtime = realtime;
        }

        Subscription greet(String room) {
            Channel channel = realtime.channel(room);
            return channel.subscribe(JOINED, message -> channel.emit(GREETING, "Welcome, " + message.data() + "!"));
        }
    }
    // end::application[]

    // tag::test[]
    @Test
    void greetsWhoeverJoins() {
        try (Realtime realtime = Realtime.connect("memory:")) { // a store of its own for each test
            List<String> greetings = new CopyOnWriteArrayList<>();
            Channel room = realtime.channel("room-1");
            room.subscribe(Greeter.GREETING, message -> greetings.add(message.data()));
            new Greeter(realtime).greet("room-1");

            room.emit(Greeter.JOINED, "Ann");

            await().untilAsserted(() -> assertThat(greetings).containsExactly("Welcome, Ann!"));
        }
    }
    // end::test[]

    // tag::time[]
    @Test
    void nothingIsShownAfterADay() {
        TestClock clock = new TestClock();
        try (Realtime realtime =
                Realtime.connect(RealtimeConfig.builder("memory:").clock(clock).build())) {
            Channel room = realtime.channel("room-1");
            room.emit(Greeter.GREETING, "Welcome!");
            clock.advance(Duration.ofHours(23));
            assertThat(room.history().messages()).hasSize(1);

            clock.advance(Duration.ofHours(2));
            assertThat(room.history().messages()).isEmpty();
        }
    }
    // end::time[]

    @Test
    void severalServersOfOneApplication() {
        // tag::shared[]
        try (Realtime first = Realtime.connect("memory:shared-by-name");
                Realtime second = Realtime.connect("memory:shared-by-name")) {
            first.emit("news", "Hello, other server");
            assertThat(second.channel(Realtime.DEFAULT_CHANNEL).history().messages())
                    .hasSize(1);
        }
        // end::shared[]
    }
}
