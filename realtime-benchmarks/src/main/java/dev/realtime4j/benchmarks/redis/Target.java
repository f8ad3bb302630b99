package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.redis.RedisTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;

/**
 * The server that is measured, and what the backend sends it for an emit: bare contestants send the same.
 *
 * @param host its host
 * @param port its port
 * @param sha what the emit script is called by
 */
record Target(String host, int port, String sha) {
    /** About 190 bytes. */
    static final String DATA =
            "{\"user\":\"user-123\",\"text\":\"" + "The quick brown fox jumps over the dog. ".repeat(4) + "\"}";

    /** Waits for answers as long as it takes. */
    static final JedisClientConfig CLIENT = DefaultJedisClientConfig.builder()
            .resp2()
            .autoNegotiateProtocol(false)
            .socketTimeoutMillis(0)
            .build();

    private static final byte[] JSON = DATA.getBytes(StandardCharsets.UTF_8);
    private static final String KEPT = "1001";
    private static final long LIFETIME = Duration.ofDays(2).toMillis();
    private static final long HEAD_LIFETIME = LIFETIME + Duration.ofDays(7).toMillis();

    /** A server, after the script is loaded. */
    static Target of(String host, int port) throws IOException {
        try (InputStream ids = RedisTransport.class.getResourceAsStream("ids.lua");
                InputStream emit = RedisTransport.class.getResourceAsStream("emit.lua");
                Connection connection = new Connection(host, port)) {
            if (ids == null || emit == null) {
                throw new IllegalStateException("The emit script is missing from the backend's jar");
            }
            byte[] script = new SequenceInputStream(ids, emit).readAllBytes();
            byte[] sha = (byte[]) connection.executeCommand(
                    new CommandArguments(Command.SCRIPT).add("LOAD").add(script));
            return new Target(host, port, new String(sha, StandardCharsets.US_ASCII));
        }
    }

    String url() {
        return "redis://" + host + ":" + port;
    }

    Connection connect() {
        return new Connection(host, port);
    }

    /** The call that emits to the channel with a number. */
    CommandArguments emit(int channel) {
        String name = "c-" + channel;
        return new CommandArguments(Command.EVALSHA)
                .add(sha)
                .add(2)
                .add("bare:" + name)
                .add("{bare:" + name + "}:head")
                .add("\"e\"")
                .add(JSON)
                .add(System.currentTimeMillis() + 60_000)
                .add(KEPT)
                .add(LIFETIME)
                .add(HEAD_LIFETIME)
                .add('"' + name + '"')
                .add(ThreadLocalRandom.current().nextInt(1_000_000));
    }
}
