package dev.realtime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.EventType;
import dev.realtime4j.Gap;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MetricsTest extends Example {
    static final EventType<String> MESSAGE = EventType.of("chat.message", String.class);

    // tag::metrics[]
    /** Hands what happens on to the counters of whatever the application measures with. */
    static class Counters implements RealtimeMetrics {
        final LongAdder stored = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder delivered = new LongAdder();
        final LongAdder gaps = new LongAdder();

        @Override
        public void emitted(boolean acknowledged, long nanos) {
            (acknowledged ? stored : failed).increment();
        }

        @Override
        public void delivered(int count, long lagMillis) {
            delivered.add(count);
        }

        @Override
        public void gap(Gap.Reason reason) {
            gaps.increment();
        }
    }
    // end::metrics[]

    @Test
    void countsWhatHappens() {
        // tag::use[]
        Counters counters = new Counters();
        Realtime measured = Realtime.connect(
                RealtimeConfig.builder("memory:").metrics(counters).build());
        // end::use[]
        try (measured) {
            Channel room = measured.channel("room-1");
            room.subscribe(MESSAGE, message -> show(message.data()));
            room.emit(MESSAGE, "one");
            room.emit(MESSAGE, "two");
            assertShown("one", "two");
            Awaitility.await().until(() -> counters.delivered.sum() == 2);
            assertThat(counters.stored.sum()).isEqualTo(2);
            assertThat(counters.failed.sum()).isZero();
            assertThat(counters.gaps.sum()).isZero();
        }
    }
}
