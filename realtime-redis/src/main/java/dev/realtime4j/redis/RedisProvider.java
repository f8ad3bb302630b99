package dev.realtime4j.redis;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.List;
import java.util.Set;

/**
 * Selected by {@code redis://host:port}, by {@code redis-sentinel://host:port,…} and by {@code redis-cluster://host:port,…}; with
 * TLS each of them starts with {@code rediss}. Safe for any threads.
 */
public final class RedisProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");
    }

    @Override
    public Set<String> options() {
        return RedisOptions.NAMES;
    }

    @Override
    public List<String> check(RealtimeConfig config) {
        return Connector.faults(config);
    }

    /**
     * Connects, as {@link RedisTransport#connect}.
     *
     * @param config the configuration
     * @return a connected transport
     * @throws dev.realtime4j.RealtimeException if the server cannot be reached or refuses
     */
    @Override
    public Transport open(RealtimeConfig config) {
        return RedisTransport.connect(config);
    }
}
