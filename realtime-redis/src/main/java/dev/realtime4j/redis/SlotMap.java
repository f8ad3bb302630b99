package dev.realtime4j.redis;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Which master of a cluster has which hash slot, as one of its nodes says. Immutable. */
final class SlotMap {
    private final @Nullable HostAndPort[] masters;
    private final boolean served;

    private SlotMap(@Nullable HostAndPort[] masters, boolean served) {
        this.masters = masters;
        this.served = served;
    }

    /** A map that knows nothing. */
    static SlotMap unknown() {
        return new SlotMap(new HostAndPort[Protocol.CLUSTER_HASHSLOTS], false);
    }

    /**
     * Asks a node.
     *
     * @throws redis.clients.jedis.exceptions.JedisException if it cannot be reached or refuses
     */
    static SlotMap ask(HostAndPort node, JedisClientConfig config) {
        Wire wire = Wire.connect(node, config);
        try {
            Object reply = wire.ask(new CommandArguments(Command.CLUSTER).add("SLOTS"));
            if (reply instanceof JedisDataException refused) {
                throw refused;
            }
            @Nullable HostAndPort[] masters = new HostAndPort[Protocol.CLUSTER_HASHSLOTS];
            for (Object range : Replies.list(reply)) {
                List<?> parts = Replies.list(range);
                List<?> master = Replies.list(parts.get(2));
                String host = master.get(0) == null ? "" : Replies.text(master.get(0));
                HostAndPort address =
                        new HostAndPort(host.isEmpty() ? node.getHost() : host, (int) Replies.number(master.get(1)));
                int from = (int) Replies.number(parts.get(0));
                Arrays.fill(masters, from, (int) Replies.number(parts.get(1)) + 1, address);
            }
            Object state = wire.ask(new CommandArguments(Command.CLUSTER).add("INFO"));
            // Who may not ask for that is told an error.
            return new SlotMap(masters, !Replies.text(state).contains("cluster_state:fail"));
        } finally {
            wire.kill();
        }
    }

    /** The master of a slot; null if nobody has it. */
    @Nullable
    HostAndPort master(int slot) {
        return masters[slot];
    }

    /** Whether the node that was asked carries out what has a key: one that is cut off from most of the others does not. */
    boolean isServed() {
        return served;
    }

    /** Whether all slots are where another map has them. */
    boolean agreesWith(SlotMap other) {
        return Arrays.equals(masters, other.masters);
    }

    /** All masters that have slots. */
    Set<HostAndPort> masters() {
        Set<HostAndPort> all = new LinkedHashSet<>();
        for (HostAndPort master : masters) {
            if (master != null) {
                all.add(master);
            }
        }
        return all;
    }
}
