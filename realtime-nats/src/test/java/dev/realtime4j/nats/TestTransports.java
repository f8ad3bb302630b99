package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What tests do with a transport without an engine above it. */
final class TestTransports {
    private TestTransports() {}

    static NatsTransport open(String url) {
        return NatsTransport.open(RealtimeConfig.builder(url).build());
    }

    static Entry entry(String json, @Nullable String key) {
        return new Entry("e", json.getBytes(StandardCharsets.UTF_8), key);
    }

    static MessageId append(NatsTransport transport, String channel, String json) {
        return transport
                .append(channel, entry(json, null))
                .toCompletableFuture()
                .join();
    }

    static Page after(NatsTransport transport, String channel, @Nullable MessageId cursor) {
        return transport
                .read(channel, ReadRequest.after(cursor, 100, 1 << 20))
                .toCompletableFuture()
                .join();
    }
}
