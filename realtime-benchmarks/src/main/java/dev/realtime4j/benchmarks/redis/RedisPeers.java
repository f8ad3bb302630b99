package dev.realtime4j.benchmarks.redis;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.peers.Messenger;
import dev.realtime4j.benchmarks.peers.Peers;
import dev.realtime4j.benchmarks.peers.RealtimeMessenger;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.List;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Realtime beside the libraries that carry messages over Redis, on one server. */
public final class RedisPeers {
    private static final int MESSAGES = 20_000;
    /** Each channel that RReliableTopic follows has a connection that waits. */
    private static final int CONNECTIONS = 256;

    private RedisPeers() {}

    /**
     * Runs.
     *
     * @param smoke whether a short run will do, which says nothing about time
     * @return the comparisons
     * @throws Exception if something was lost, or the server cannot be run
     */
    public static Results run(boolean smoke) throws Exception {
        try (RedisServer server = RedisServer.launch("--appendfsync", "everysec");
                Realtime realtime = Realtime.connect(server.url());
                Messenger spring = new SpringStream(server.host(), server.port());
                Messenger original = new OriginalUnderNode(server.url())) {
            RedissonClient redisson = redisson(server);
            try {
                List<Peers.Peer> peers = List.of(
                        new Peers.Peer("Redisson RTopic (stores nothing, at most once)", new RedissonTopic(redisson)),
                        new Peers.Peer(
                                "Redisson RReliableTopic (no history once read, at least once, a connection for each channel)",
                                new RedissonReliable(() -> redisson(server))),
                        new Peers.Peer(
                                "Spring Data Redis streams (says nothing of gaps, a connection and a thread for each channel)",
                                spring),
                        new Peers.Peer(
                                "@upstash/realtime under Node (without HTTP to Redis, pipes to Node included, says nothing of gaps)",
                                original));
                return Peers.compare("redis-peers", new RealtimeMessenger(realtime), peers, MESSAGES, smoke);
            } finally {
                redisson.shutdown();
            }
        }
    }

    private static RedissonClient redisson(RedisServer server) {
        Config config = new Config().setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer()
                .setAddress(server.url())
                .setConnectionPoolSize(CONNECTIONS)
                .setConnectionMinimumIdleSize(CONNECTIONS / 2);
        return Redisson.create(config);
    }
}
