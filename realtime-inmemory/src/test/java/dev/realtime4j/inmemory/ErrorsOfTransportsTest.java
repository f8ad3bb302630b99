package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.SimulatedFaults;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of a transport that throw an Error, as where a class is missing: no channel stands still for it. */
class ErrorsOfTransportsTest {
    private static final RealtimeConfig CONFIG = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)))
            .build();

    private final SimulatedFaults faults = new SimulatedFaults();
    private final AtomicInteger errors = new AtomicInteger();
    private final Realtime realtime =
            Realtime.over(faults.wrap(() -> new Failing(new InMemoryProvider().open(CONFIG), errors)), CONFIG);
    private final Channel channel = realtime.channel("c");
    private final List<Object> data = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        realtime.close();
    }

    private void follow() {
        channel.subscribe(options -> options.onMessage(message -> data.add(message.data())));
    }

    @Test
    void whatTheLivePathHasMissedIsReadLater() {
        follow();
        faults.loseLive(true);
        channel.emit("e", 1);
        faults.loseLive(false);
        errors.set(1);
        channel.emit("e", 2);
        await().untilAsserted(() -> assertThat(data).containsExactly(1, 2));
    }

    @Test
    void aReplayIsReadLater() {
        channel.subscribe(options -> options.onMessage(message -> {}));
        channel.emit("e", 1);
        errors.set(1);
        channel.subscribe(options -> options.replay().onMessage(message -> data.add(message.data())));
        await().untilAsserted(() -> assertThat(data).containsExactly(1));
    }

    @Test
    void whoComesLaterToAChannelAsksForItsHead() {
        channel.subscribe(options -> options.onMessage(message -> {}));
        errors.set(1);
        assertThatExceptionOfType(RealtimeException.class).isThrownBy(this::follow);
        follow();
        channel.emit("e", 1);
        await().untilAsserted(() -> assertThat(data).containsExactly(1));
    }

    @Test
    void whoComesLaterListens() {
        errors.set(1);
        assertThatExceptionOfType(RealtimeException.class).isThrownBy(this::follow);
        follow();
        channel.emit("e", 1);
        await().untilAsserted(() -> assertThat(data).containsExactly(1));
    }

    /** Throws as long as some are left. */
    private static final class Failing extends ForwardingTransport {
        private final AtomicInteger errors;

        Failing(Transport log, AtomicInteger errors) {
            super(log);
            this.errors = errors;
        }

        private void fail() {
            if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new NoClassDefFoundError("of the test");
            }
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            fail();
            return super.read(channel, request);
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            fail();
            return super.listen(channel, sink);
        }
    }
}
