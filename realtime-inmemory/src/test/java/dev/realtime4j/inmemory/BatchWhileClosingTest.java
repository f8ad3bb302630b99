package dev.realtime4j.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitResult;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A Realtime that is closed while a batch is sent: each message of that has an answer nonetheless (Rule E8). */
class BatchWhileClosingTest {
    private final RealtimeConfig config = RealtimeConfig.builder("memory:").build();
    private final CompletableFuture<Realtime> own = new CompletableFuture<>();

    /** Has its Realtime closed before the second message, as by another thread. */
    private final class Closing extends ForwardingTransport {
        private final AtomicInteger appends = new AtomicInteger();

        Closing(Transport log) {
            super(log);
        }

        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            if (appends.incrementAndGet() == 2) {
                own.join().close();
            }
            return super.append(channel, entry);
        }
    }

    @Test
    void whatIsStoredIsTold() {
        try (Realtime realtime = Realtime.over(new Closing(InMemoryTransport.of(config)), config)) {
            own.complete(realtime);
            List<EmitResult> results = realtime.emitAll(
                    List.of(Emission.of("c", "e", 1), Emission.of("c", "e", 2), Emission.of("c", "e", 3)));
            assertThat(results).hasSize(3);
            assertThat(results.get(0).id()).isNotNull();
            assertThat(results.subList(1, 3))
                    .extracting(EmitResult::error)
                    .allSatisfy(error ->
                            assertThat(error).isInstanceOf(EmitException.class).hasMessageContaining("closed"));
        }
    }
}
