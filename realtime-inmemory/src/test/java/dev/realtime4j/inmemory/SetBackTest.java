package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who joins a channel just after its log has lost its end, and before this process has come to know that. */
class SetBackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Answers with an older head, if it is given one. */
    private static final class SetBack extends ForwardingTransport {
        private volatile MessageId head = MessageId.BEGINNING;

        SetBack(RealtimeConfig config) {
            super(InMemoryTransport.of(config));
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            boolean asked = request.limit() == 0 && !head.equals(MessageId.BEGINNING);
            return asked
                    ? CompletableFuture.completedFuture(new Page(List.of(), Continuity.EXACT, head, true, head))
                    : super.read(channel, request);
        }
    }

    @Test
    void isGivenNothingThatWasToldBefore() {
        RealtimeConfig config = RealtimeConfig.builder("memory:").build();
        SetBack transport = new SetBack(config);
        List<MessageId> first = new CopyOnWriteArrayList<>();
        List<MessageId> second = new CopyOnWriteArrayList<>();
        try (Realtime realtime = Realtime.over(transport, config)) {
            Channel channel = realtime.channel("c");
            channel.subscribe(options -> options.onMessage(message -> first.add(message.id())));
            List<MessageId> before =
                    List.of(channel.emit("e", 1), channel.emit("e", 2), channel.emit("e", 3), channel.emit("e", 4));
            await().atMost(PATIENCE).until(() -> first.equals(before));
            transport.head = before.get(1);
            channel.subscribe(options -> options.onMessage(message -> second.add(message.id())));
            MessageId after = channel.emit("e", 5);
            await().atMost(PATIENCE).until(() -> second.contains(after));
            assertThat(second).containsExactly(after);
        }
    }
}
