package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A subscription that is closed inside of one of its handlers: none of them is called any more (Rule S11). */
class SilentAfterCloseTest {
    /** Closes when it is told something of a kind; keeps all that it is told, and when it has closed. */
    private static final class Closing {
        private static final Duration SILENCE = Duration.ofMillis(200);

        private final Class<?> kind;
        private final CompletableFuture<Subscription> own = new CompletableFuture<>();
        private final CountDownLatch gate = new CountDownLatch(1);
        private final List<Object> told = new CopyOnWriteArrayList<>();

        Closing(Class<?> kind) {
            this.kind = kind;
        }

        void subscribe(Channel channel, Consumer<SubscriptionOptions> start) {
            own.complete(channel.subscribe(options -> {
                start.accept(options);
                options.onMessage(this::tell).onGap(this::tell).onStatus(status -> {
                    if (!told.isEmpty()) {
                        tell(status);
                    }
                });
            }));
        }

        private void tell(Object what) {
            told.add(what instanceof Message<?> message ? message.json() : what);
            if (kind.isInstance(what)) {
                own.join().close();
                told.add("closed");
            } else {
                await().until(() -> gate.getCount() == 0);
            }
        }

        void isToldNothingMoreThan(Object... expected) {
            gate.countDown();
            await().until(() -> told.contains("closed"));
            await().during(SILENCE).untilAsserted(() -> assertThat(told).containsExactly(expected));
        }
    }

    /** Before what is read from the log. */
    @Test
    void byWhoIsToldAReset() {
        Closing closing = new Closing(Gap.class);
        try (Realtime realtime = Realtime.connect("memory:")) {
            Channel channel = realtime.channel("c");
            channel.emit("e", 1);
            channel.emit("e", 2);
            closing.subscribe(channel, options -> options.after(new MessageId(1, 1)));
            await().until(() -> !closing.told.isEmpty());
            Gap gap = (Gap) closing.told.get(0);
            closing.isToldNothingMoreThan(gap, "closed");
        }
    }

    /** Before what is still in memory. */
    @Test
    void byWhoIsToldThatMessagesHaveAged() {
        TestClock clock = new TestClock();
        RealtimeConfig config = RealtimeConfig.builder("memory:")
                .retention(new Retention(100, Duration.ofSeconds(10)))
                .clock(clock)
                .build();
        try (Realtime realtime = Realtime.connect(config)) {
            Channel channel = realtime.channel("c");
            Closing closing = new Closing(Gap.class);
            closing.subscribe(channel, options -> {});
            MessageId first = channel.emit("e", 1);
            await().until(() -> !closing.told.isEmpty());
            channel.emit("e", 2);
            clock.advance(Duration.ofSeconds(11));
            MessageId third = channel.emit("e", 3);
            closing.isToldNothingMoreThan("1", new Gap("c", first, third, Gap.Reason.TRIMMED), "closed");
        }
    }

    /** Who hears of an interruption that is over already hears of its end next. */
    @Test
    void byWhoIsToldAnInterruption() {
        SimulatedFaults faults = new SimulatedFaults();
        RealtimeConfig config = RealtimeConfig.builder("memory:").build();
        try (Realtime realtime = Realtime.over(faults.wrap(() -> InMemoryTransport.of(config)), config)) {
            Channel channel = realtime.channel("c");
            Closing closing = new Closing(Subscription.Status.class);
            closing.subscribe(channel, options -> {});
            channel.emit("e", 1);
            await().until(() -> !closing.told.isEmpty());
            faults.cut(() -> {});
            await().until(() -> closing.own.join().status() == Subscription.Status.CONNECTED);
            closing.isToldNothingMoreThan("1", Subscription.Status.RECONNECTING, "closed");
        }
    }
}
