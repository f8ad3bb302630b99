package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A live path that has missed so much that the log is read in thousands of pages, each of which is there at once. */
class LongHealTest {
    private static final int MISSED = 1_500_000;

    @Test
    void howeverMuchWasMissedTheChannelGoesOn() {
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(2L * MISSED, Duration.ofHours(1)))
                .build();
        SimulatedFaults faults = new SimulatedFaults();
        faults.declareLossy();
        RawJson data = RawJson.of("1");
        AtomicLong came = new AtomicLong();
        AtomicInteger gaps = new AtomicInteger();
        try (Realtime realtime = Realtime.over(faults.wrap(() -> new InMemoryProvider().open(config)), config)) {
            Channel channel = realtime.channel("c");
            Subscription subscription = channel.subscribe(options ->
                    options.onMessage(message -> came.incrementAndGet()).onGap(gap -> gaps.incrementAndGet()));
            faults.loseLive(true);
            for (int i = 0; i < MISSED; i++) {
                channel.emit("e", data);
            }
            faults.loseLive(false);
            MessageId last = channel.emit("e", data);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> subscription.position().equals(last));
            assertThat(came).hasValue(MISSED + 1);
            assertThat(gaps).hasValue(0);
            MessageId live = channel.emit("e", data);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> subscription.position().equals(live));
        }
    }
}
