package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * One server and our three connections to it: for emits, which need an order of their own, for reads, whose answers are
 * large, and for listening. Safe for any threads.
 */
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long ROLE_PERIOD = TimeUnit.SECONDS.toNanos(5);
    private static final long ROLE_PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final Door door;
    private final Pipeline emits;
    private final Pipeline reads;
    private final LiveConnection live;
    /** A node of a cluster says itself that it does not have a slot any more. */
    private final boolean mayBeDemoted;

    private long roleAsked = System.nanoTime();

    Node(Door door, Executor writers, Duration requestTimeout, Duration recheck) {
        this(door, writers, requestTimeout, recheck, null);
    }

    /**
     * Makes the connections to a server.
     *
     * @param sharding how to listen at the node of a cluster; null for a server that has all channels
     */
    Node(Door door, Executor writers, Duration requestTimeout, Duration recheck, @Nullable Sharding sharding) {
        this.door = door;
        long patience = TimeUnit.MILLISECONDS.toNanos(RedisTransport.lifetimeMillis(requestTimeout));
        emits = new Pipeline("realtime-redis-emit", door, writers, patience);
        reads = new Pipeline("realtime-redis-read", door, writers, patience);
        live = new LiveConnection("realtime-redis-live", door, writers, recheck, sharding);
        mayBeDemoted = sharding == null;
    }

    /** Connects all three, one after the other. */
    void start() {
        emits.start();
        reads.start();
        live.start();
    }

    /** Has all three connected, now or as soon as that is possible. */
    void launch() {
        emits.launch();
        reads.launch();
        live.launch();
    }

    HostAndPort address() {
        return door.address();
    }

    ServerClock clock() {
        return door.clock();
    }

    Pipeline emits() {
        return emits;
    }

    Pipeline reads() {
        return reads;
    }

    LiveConnection live() {
        return live;
    }

    void tick() {
        emits.tick();
        reads.tick();
        live.tick();
        long now = System.nanoTime();
        if (mayBeDemoted && reads.isConnected() && now - roleAsked >= ROLE_PERIOD) {
            roleAsked = now;
            Inquiry<Boolean> role = new Inquiry<>(Command.HELLO, Node::isOfMaster, now + ROLE_PATIENCE);
            reads.sendElsewhere(role);
            var unused = role.thenAccept(master -> {
                if (!master) {
                    leave();
                }
            });
        }
    }

    private static boolean isOfMaster(@Nullable Object reply) {
        return Replies.field(reply, "role").equals("master");
    }

    /**
     * Another server is the master now: this one would go on to answer reads, and to tell what the new one lets it know.
     * Emits that are under way it refuses by itself.
     */
    private void leave() {
        LOG.warn("Redis at {} is not the master any more: connecting anew", address());
        RealtimeException demoted =
                new RealtimeException("the Redis server at " + address() + " is not the master any more", null, true);
        if (!emits.isBusy(1)) {
            emits.giveUp(demoted);
        }
        reads.giveUp(demoted);
        live.giveUp();
    }

    /** Ends all three, and has their threads end; gives these. */
    List<@Nullable Thread> stop() {
        return Arrays.asList(live.stop(), emits.stop(), reads.stop());
    }

    @Override
    public void close() {
        Threads.join(stop());
    }
}
