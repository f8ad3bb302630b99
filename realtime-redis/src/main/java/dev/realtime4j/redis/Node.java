package dev.realtime4j.redis;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * One server and our three connections to it: for emits, which need an order of their own, for reads, whose answers are
 * large, and for listening. Safe for any threads.
 */
final class Node implements AutoCloseable {
    private final Door door;
    private final Pipeline emits;
    private final Pipeline reads;
    private final LiveConnection live;

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
    }

    @Override
    public void close() {
        live.close();
        emits.close();
        reads.close();
    }
}
