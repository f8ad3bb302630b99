package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/** Which master of a cluster has which slot, by the word of its nodes: the first that can be asked and may be believed. */
final class SlotTellers {
    private static final int LEAST_MILLIS = 500;

    private final List<HostAndPort> seeds;
    private final JedisClientConfig config;

    /**
     * Makes them.
     *
     * @param seeds the nodes that the configuration names
     */
    SlotTellers(List<HostAndPort> seeds, JedisClientConfig config) {
        this.seeds = List.copyOf(seeds);
        this.config = config;
    }

    /**
     * Asks one after the other. One that came back without its disk knows of no slots: by its word all channels would be
     * nowhere. One that is cut off from most of the others knows who had the slots before: it is believed only if nobody
     * knows better.
     *
     * @param known the nodes that are known, in the order in which they are to be asked; before the first ones
     * @throws RealtimeException if none tells who has slots
     */
    SlotMap ask(Collection<HostAndPort> known) {
        Set<HostAndPort> candidates = new LinkedHashSet<>(known);
        candidates.addAll(seeds);
        JedisClientConfig brief = brief(config, candidates.size());
        @Nullable SlotMap doubtful = null;
        RuntimeException failure = null;
        for (HostAndPort candidate : candidates) {
            try {
                SlotMap said = SlotMap.ask(candidate, brief);
                if (said.masters().isEmpty()) {
                    String reason = "The Redis server at " + candidate + " knows of no slots of a cluster";
                    failure = new RealtimeException(reason, null, true);
                } else if (said.isServed()) {
                    return said;
                } else if (doubtful == null) {
                    doubtful = said;
                }
            } catch (RuntimeException e) {
                failure = Failures.connecting(candidate, e);
            }
        }
        if (doubtful != null) {
            return doubtful;
        }
        throw failure != null ? failure : new RealtimeException("There is no node of the Redis cluster", null, true);
    }

    /** Why a node cannot be connected to; most often it tells an address that others cannot use. */
    RealtimeException unreachable(HostAndPort node, CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        boolean retryable = !(cause instanceof RealtimeException known) || known.retryable();
        String hint = seeds.contains(node)
                ? ""
                : "; so is this node called by the Redis cluster at " + seeds
                        + ": set cluster-announce-ip or cluster-announce-hostname to what can be reached from here";
        return new RealtimeException(cause.getMessage() + hint, cause, retryable);
    }

    /** How to connect to one of several servers, so that all of them together take no longer than one may. */
    static JedisClientConfig brief(JedisClientConfig config, int servers) {
        int most = config.getConnectionTimeoutMillis();
        int millis = Math.max(most / Math.max(1, servers), Math.min(most, LEAST_MILLIS));
        return DefaultJedisClientConfig.builder()
                .from(config)
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .build();
    }
}
