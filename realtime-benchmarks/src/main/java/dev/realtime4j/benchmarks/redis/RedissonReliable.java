package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.peers.Messenger;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RReliableTopic;
import org.redisson.api.RedissonClient;

/**
 * Redisson's RReliableTopic: a stream with a group for each follower, trimmed when all have read. Each round has a client of
 * its own: one whose listeners have left answers no more once some hundred connections of theirs wait in vain.
 */
final class RedissonReliable implements Messenger {
    private final Supplier<RedissonClient> clients;
    private volatile @Nullable RedissonClient client;

    RedissonReliable(Supplier<RedissonClient> clients) {
        this.clients = clients;
    }

    private RReliableTopic topic(String channel) {
        return Objects.requireNonNull(client, "nobody follows").getReliableTopic("reliable:" + channel);
    }

    @Override
    public void emit(String channel, byte[] json) {
        topic(channel).publish(json);
    }

    @Override
    public void send(String channel, byte[] json) {
        var unused = topic(channel).publishAsync(json);
    }

    @Override
    public Following follow(List<String> channels, Consumer<byte[]> handler) {
        RedissonClient made = clients.get();
        client = made;
        List<RReliableTopic> topics = channels.stream().map(this::topic).toList();
        // What an earlier round has left would be given to a new group.
        topics.forEach(RReliableTopic::delete);
        topics.forEach(topic -> topic.addListener(byte[].class, (name, json) -> handler.accept(json)));
        // It would wait ten seconds for its listeners, which wait for messages.
        return () -> made.shutdown(0, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        // Nothing is open between rounds.
    }
}
