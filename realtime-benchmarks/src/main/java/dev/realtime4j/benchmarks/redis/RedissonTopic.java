package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.peers.Messenger;
import java.util.List;
import java.util.function.Consumer;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;

/**
 * Redisson's RTopic: PUBLISH and SUBSCRIBE.
 *
 * @param redisson closed by who made it
 */
record RedissonTopic(RedissonClient redisson) implements Messenger {
    private RTopic topic(String channel) {
        return redisson.getTopic("topic:" + channel);
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
        List<RTopic> topics = channels.stream().map(this::topic).toList();
        topics.forEach(topic -> topic.addListener(byte[].class, (name, json) -> handler.accept(json)));
        return () -> topics.forEach(RTopic::removeAllListeners);
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
