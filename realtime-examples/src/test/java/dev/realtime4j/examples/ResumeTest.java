package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.CursorUnavailableException;
import dev.realtime4j.EventType;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResumeTest extends Example {
    static final EventType<Integer> TICK = EventType.of("tick", Integer.class);

    @Test
    void goesOnWhereItStopped() {
        Channel ticker = realtime.channel("ticker");
        Subscription subscription = ticker.subscribe(TICK, message -> show(message.data()));
        ticker.emit(TICK, 1);
        ticker.emit(TICK, 2);
        assertShown(1, 2);
        // tag::position[]
        subscription.close();
        String saved = subscription.position().toString(); // keep it wherever you like
        // end::position[]
        ticker.emit(TICK, 3);
        // tag::resume[]
        ticker.subscribe(options -> options.after(MessageId.parse(saved)).on(TICK, message -> show(message.data())));
        // end::resume[]
        ticker.emit(TICK, 4);
        assertShown(1, 2, 3, 4);
    }

    @Test
    void isToldWhatRetentionTook() {
        try (Realtime small = small()) {
            Channel ticker = small.channel("ticker");
            MessageId cursor = ticker.emit(TICK, 1);
            for (int i = 2; i <= 10; i++) {
                ticker.emit(TICK, i);
            }
            // tag::gap[]
            ticker.subscribe(options -> options.after(cursor)
                    .onGap(gap -> show("missing: " + gap.reason())) // load the current state anew
                    .on(TICK, message -> show(message.data())));
            // end::gap[]
            assertShown("missing: TRIMMED", 8, 9, 10);
        }
    }

    @Test
    void mayFailInstead() {
        try (Realtime small = small()) {
            Channel ticker = small.channel("ticker");
            MessageId cursor = ticker.emit(TICK, 1);
            for (int i = 2; i <= 10; i++) {
                ticker.emit(TICK, i);
            }
            // tag::fail-on-gap[]
            try {
                ticker.subscribe(
                        options -> options.after(cursor).failOnGap().on(TICK, message -> show(message.data())));
            } catch (CursorUnavailableException e) {
                show("start anew after " + e.gap().after());
            }
            // end::fail-on-gap[]
            assertShown("start anew after " + cursor);
            assertThat(cursor).isNotEqualTo(MessageId.BEGINNING);
        }
    }

    private static Realtime small() {
        // tag::retention[]
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(3, Duration.ofHours(1))) // for all channels
                .retention("audit-", new Retention(100_000, Duration.ofDays(30))) // for those that start so
                .build();
        // end::retention[]
        return Realtime.connect(config);
    }
}
