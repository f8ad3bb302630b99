package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A backend that only hints at what is new, on a channel that is so busy that a hint comes during each read. */
class ConstantHintsTest {
    private static final RealtimeConfig CONFIG = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)))
            .build();

    @Test
    void whoComesFromAnotherLogIsToldSoAndGoesOn() {
        List<Gap> gaps = new CopyOnWriteArrayList<>();
        List<MessageId> told = new CopyOnWriteArrayList<>();
        try (Realtime realtime = Realtime.over(new Hinting(new InMemoryProvider().open(CONFIG)), CONFIG)) {
            Channel channel = realtime.channel("c");
            channel.subscribe(options -> options.onMessage(message -> {}));
            MessageId first = channel.emit("e", 1);
            channel.subscribe(options ->
                    options.after(new MessageId(1, 1)).onGap(gaps::add).onMessage(message -> told.add(message.id())));
            MessageId second = channel.emit("e", 2);
            await().until(() -> told.equals(List.of(first, second)));
            assertThat(gaps).singleElement().matches(Gap::isReset);
        }
    }

    private static final class Hinting extends ForwardingTransport {
        private final List<Sink> sinks = new CopyOnWriteArrayList<>();

        Hinting(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            CompletionStage<Page> page = super.read(channel, request);
            sinks.forEach(Sink::changed);
            return page;
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            sinks.add(sink);
            return super.listen(channel, new Sink() {
                @Override
                public void entry(StoredEntry entry, @Nullable MessageId previous) {
                    sink.changed();
                }

                @Override
                public void changed() {
                    sink.changed();
                }

                @Override
                public void interrupted(Throwable cause) {
                    sink.interrupted(cause);
                }

                @Override
                public void restored() {
                    sink.restored();
                }
            });
        }
    }
}
