package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A backend that forgets a read, against its contract: the engine asks again, and no channel stands still. */
class ForgottenReadTest {
    private static final RealtimeConfig CONFIG = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofMillis(400), Duration.ofSeconds(5)))
            .build();

    private final SimulatedFaults faults = new SimulatedFaults();
    private final AtomicInteger forget = new AtomicInteger();
    private final List<Object> data = new CopyOnWriteArrayList<>();

    private Realtime connect() {
        return Realtime.over(faults.wrap(() -> new Forgetful(new InMemoryProvider().open(CONFIG), forget)), CONFIG);
    }

    @Test
    void whatTheLivePathHasMissedIsAskedForAgain() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("c");
            channel.subscribe(options -> options.onMessage(message -> data.add(message.data())));
            faults.loseLive(true);
            channel.emit("e", 1);
            faults.loseLive(false);
            forget.set(2);
            channel.emit("e", 2);
            await().untilAsserted(() -> assertThat(data).containsExactly(1, 2));
            assertThat(forget).hasValue(0);
        }
    }

    @Test
    void whatAReplayReadsIsAskedForAgain() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("c");
            channel.emit("e", 1);
            forget.set(2);
            channel.subscribe(options -> options.replay().onMessage(message -> data.add(message.data())));
            await().untilAsserted(() -> assertThat(data).containsExactly(1));
            assertThat(forget).hasValue(0);
        }
    }

    /** Never answers the next reads. */
    private static final class Forgetful extends ForwardingTransport {
        private final AtomicInteger left;

        Forgetful(Transport log, AtomicInteger left) {
            super(log);
            this.left = left;
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            boolean forgets = left.getAndUpdate(many -> Math.max(0, many - 1)) > 0;
            return forgets ? new CompletableFuture<>() : super.read(channel, request);
        }
    }
}
