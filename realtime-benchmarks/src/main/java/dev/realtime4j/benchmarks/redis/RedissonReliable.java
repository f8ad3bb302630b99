package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.peers.Messenger;
import java.util.List;
import java.util.function.Consumer;
import org.redisson.api.RReliableTopic;
import org.redisson.api.RedissonClient;

/**
 * Redisson's RReliableTopic: a stream with a group for each follower, trimmed when all have read.
 *
 * @param redisson closed by who made it
 */
record RedissonReliable(RedissonClient redisson) implements Messenger {
    private RReliableTopic topic(String channel) {
        return redisson.getReliableTopic("reliable:" + channel);
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
        List<RReliableTopic> topics = channels.stream().map(this::topic).toList();
        // What an earlier round has left would be given to a new group.
        topics.forEach(RReliableTopic::delete);
        topics.forEach(topic -> topic.addListener(byte[].class, (name, json) -> handler.accept(json)));
        return () -> topics.forEach(RReliableTopic::removeAllListeners);
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
