package dev.realtime4j.benchmarks.peers;

import dev.realtime4j.Realtime;
import dev.realtime4j.Subscription;
import dev.realtime4j.codec.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Realtime.
 *
 * @param realtime closed by who made it
 */
public record RealtimeMessenger(Realtime realtime) implements Messenger {
    @Override
    public void emit(String channel, byte[] json) {
        realtime.channel(channel).emit("e", RawJson.of(json));
    }

    @Override
    public void send(String channel, byte[] json) {
        var unused = realtime.channel(channel).emitAsync("e", RawJson.of(json));
    }

    @Override
    public Following follow(List<String> channels, Consumer<byte[]> handler) {
        List<Subscription> subscriptions = channels.stream()
                .map(name -> realtime.channel(name)
                        .subscribe(options -> options.onMessage(
                                message -> handler.accept(message.json().getBytes(StandardCharsets.UTF_8)))))
                .toList();
        return () -> subscriptions.forEach(Subscription::close);
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
