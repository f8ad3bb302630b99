package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.benchmarks.peers.Messenger;
import io.lettuce.core.api.StatefulConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;
import org.springframework.data.redis.stream.Subscription;

/** Spring Data Redis over Lettuce: XADD, and a container of listeners that read the streams. */
final class SpringStream implements Messenger {
    /** Each stream that is followed has a connection that waits. */
    private static final int CONNECTIONS = 512;
    /** As Realtime keeps. */
    private static final XAddOptions KEPT =
            XAddOptions.trim(TrimOptions.maxLen(1000).approximate());

    private static final String DATA = "data";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LettuceConnectionFactory connections;
    private final StringRedisTemplate template;
    private final ReactiveStringRedisTemplate reactive;

    SpringStream(String host, int port) {
        GenericObjectPoolConfig<StatefulConnection<?, ?>> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration(host, port),
                LettucePoolingClientConfiguration.builder()
                        .commandTimeout(PATIENCE)
                        .poolConfig(pool)
                        .build());
        connections.afterPropertiesSet();
        connections.start();
        template = new StringRedisTemplate(connections);
        reactive = new ReactiveStringRedisTemplate(connections);
    }

    private static String key(String channel) {
        return "spring:" + channel;
    }

    private static MapRecord<String, String, String> record(String channel, byte[] json) {
        return StreamRecords.newRecord().in(key(channel)).ofMap(Map.of(DATA, new String(json, StandardCharsets.UTF_8)));
    }

    @Override
    public void emit(String channel, byte[] json) {
        template.opsForStream().add(record(channel, json), KEPT);
    }

    @Override
    public void send(String channel, byte[] json) {
        var unused = reactive.opsForStream().add(record(channel, json), KEPT).subscribe();
    }

    @Override
    public Following follow(List<String> channels, Consumer<byte[]> handler) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        StreamMessageListenerContainer<String, MapRecord<String, String, String>> container =
                StreamMessageListenerContainer.create(
                        connections,
                        StreamMessageListenerContainerOptions.builder()
                                .batchSize(100)
                                .executor(threads)
                                .pollTimeout(Duration.ofMillis(500))
                                .build());
        container.start();
        for (String channel : channels) {
            // From the beginning of an empty stream: its own "latest" loses what comes between two of its first reads.
            template.delete(key(channel));
            Subscription subscription = container.receive(
                    StreamOffset.create(key(channel), ReadOffset.from("0-0")),
                    message -> handler.accept(
                            message.getValue().getOrDefault(DATA, "").getBytes(StandardCharsets.UTF_8)));
            if (!subscription.await(PATIENCE)) {
                throw new IllegalStateException(channel + " is not followed");
            }
        }
        return () -> {
            container.stop();
            threads.shutdown();
            try {
                // A read that has begun waits for its time.
                threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
