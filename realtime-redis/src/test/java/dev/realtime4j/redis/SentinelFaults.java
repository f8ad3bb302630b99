package dev.realtime4j.redis;

import static org.awaitility.Awaitility.await;

import dev.realtime4j.MessageId;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.broker.RedisSentinel;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.Set;

/** Faults of a master that a Sentinel watches, and whose replica takes over. */
final class SentinelFaults implements Faults, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisSentinel sentinel;
    private RedisServer master = RedisServer.launch("--repl-diskless-sync-delay", "0");
    /** Told whom to follow each time it starts, since the two change their roles. */
    private RedisServer replica = RedisServer.launch("--repl-diskless-sync-delay", "0");

    SentinelFaults() {
        follow();
        sentinel = RedisSentinel.launch("mymaster", master);
    }

    String url() {
        return sentinel.url();
    }

    String version() {
        return master.version() + " with a Sentinel";
    }

    @Override
    public Set<Kind> offered() {
        return Set.of(
                Kind.CUT,
                Kind.OUTAGE,
                Kind.RESTART,
                Kind.TRIM,
                Kind.LOSE_TAIL,
                Kind.RECREATE,
                Kind.FOREIGN_DATA,
                Kind.LOSE_NODE);
    }

    private RedisFaults atMaster() {
        return new RedisFaults(master);
    }

    @Override
    public void cut(Runnable meanwhile) {
        atMaster().cut(meanwhile);
    }

    /** With the replica away as well nobody can take over. */
    @Override
    public void outage(Runnable during) {
        replica.kill();
        master.kill();
        try {
            during.run();
        } finally {
            master.start();
            replica.start();
            follow();
        }
    }

    @Override
    public void restart() {
        outage(() -> {});
    }

    @Override
    public void trim(String channel, MessageId upTo) {
        atMaster().trim(channel, upTo);
    }

    @Override
    public void loseTail(String channel, int count) {
        atMaster().loseTail(channel, count);
    }

    @Override
    public void recreate() {
        atMaster().recreate();
    }

    @Override
    public void plantForeignData(String channel) {
        atMaster().plantForeignData(channel);
    }

    /** What the replica has not got yet would be lost: a master replicates after it has acknowledged. */
    @Override
    public void loseNode(Runnable during) {
        RedisServer lost = master;
        lost.awaitReplicated();
        lost.kill();
        try {
            during.run();
        } finally {
            await().atMost(PATIENCE)
                    .until(() -> replica.call("INFO", "replication").contains("role:master"));
            master = replica;
            replica = lost;
            replica.start();
            follow();
        }
    }

    private void follow() {
        replica.call("REPLICAOF", master.host(), Integer.toString(master.port()));
        await().atMost(PATIENCE).until(() -> replica.call("INFO", "replication").contains("master_link_status:up"));
    }

    @Override
    public void close() {
        sentinel.close();
        replica.close();
        master.close();
    }
}
