package dev.realtime4j.redis;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.spi.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Selected by {@code redis://host:port} and, with TLS, {@code rediss://host:port}. Safe for any threads. */
public final class RedisProvider implements TransportProvider {

    /** For {@link java.util.ServiceLoader}. */
    public RedisProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss");
    }

    @Override
    public Set<String> options() {
        return RedisOptions.NAMES;
    }

    @Override
    public List<String> check(RealtimeConfig config) {
        List<String> faults = new ArrayList<>(RedisOptions.faults(config.options()));
        String url = config.url();
        if (url != null) {
            faults.addAll(RedisUrl.faults(url));
        }
        return faults;
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
