package dev.realtime4j.server;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Backends in trouble: {@code down:} cannot be reached, {@code unsure:} loses the acknowledgement of each message that is
 * the JSON value {@code "lost"}.
 */
public final class BrokenProvider implements TransportProvider {

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("down", "unsure");
    }

    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    public Transport open(RealtimeConfig config) {
        if (Objects.requireNonNull(config.url()).startsWith("down:")) {
            throw new RealtimeException("down: cannot be reached: connection refused", null, true);
        }
        return new Unsure();
    }

    private static final class Unsure implements Transport {
        private final AtomicInteger sequence = new AtomicInteger();

        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            if (entry.json().length == "\"lost\"".length()) {
                return CompletableFuture.failedFuture(new EmitException(
                        "Emit to channel \"" + channel + "\": no answer within 10 s",
                        null,
                        true,
                        EmitException.Stored.UNKNOWN));
            }
            return CompletableFuture.completedFuture(new MessageId(1, sequence.incrementAndGet()));
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            return CompletableFuture.failedFuture(new RealtimeException("no answer within 10 s", null, true));
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            return CompletableFuture.failedFuture(new RealtimeException("no answer within 10 s", null, true));
        }

        @Override
        public void close() {}
    }
}
