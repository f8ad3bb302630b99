package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A backend so slow that a full page would take longer than a request may. */
class SlowReadTest {
    private static final RealtimeConfig CONFIG = RealtimeConfig.builder("memory:")
            .timeouts(new RealtimeConfig.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5)))
            .build();

    @Test
    void aPageEndsBeforeTheTimeoutAndAWalkIsWhole() {
        try (Realtime realtime = Realtime.over(new OneByOne(new InMemoryProvider().open(CONFIG)), CONFIG)) {
            Channel channel = realtime.channel("c");
            List<MessageId> ids = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                ids.add(channel.emit("e", i));
            }
            HistoryPage first = channel.history(HistoryQuery.all());
            assertThat(first.messages()).hasSizeBetween(1, 59);
            List<MessageId> walked = new ArrayList<>();
            Optional<HistoryQuery> next = Optional.of(HistoryQuery.all());
            while (next.isPresent()) {
                HistoryPage page = channel.history(next.get());
                page.messages().stream().map(Message::id).forEach(walked::add);
                next = page.next();
            }
            assertThat(walked).isEqualTo(ids);
        }
    }

    /** Gives one entry a read, and takes 50 ms for it. */
    private static final class OneByOne extends ForwardingTransport {
        OneByOne(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            ReadRequest one = new ReadRequest(
                    request.direction(),
                    request.cursor(),
                    request.fromMillis(),
                    Math.min(1, request.limit()),
                    request.maxBytes());
            return super.read(channel, one)
                    .thenApplyAsync(page -> page, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
        }
    }
}
