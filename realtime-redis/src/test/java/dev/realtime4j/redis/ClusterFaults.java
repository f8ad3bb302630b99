package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.broker.RedisCluster;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.Set;
import java.util.function.Supplier;

/** Faults of a real cluster. */
final class ClusterFaults implements Faults {
    private final RedisCluster cluster;
    private final Supplier<String> lastChannel;
    private final Keys keys = new Keys("rt:", false, 0);

    /**
     * Makes them.
     *
     * @param lastChannel the channel to which was emitted last: its node is the one that is lost
     */
    ClusterFaults(RedisCluster cluster, Supplier<String> lastChannel) {
        this.cluster = cluster;
        this.lastChannel = lastChannel;
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

    private RedisFaults at(String channel) {
        return new RedisFaults(cluster.master(keys.stream(channel)));
    }

    @Override
    public void cut(Runnable meanwhile) {
        cluster.nodes().forEach(node -> new RedisFaults(node).cutAll());
        meanwhile.run();
    }

    @Override
    public void outage(Runnable during) {
        cluster.nodes().forEach(cluster::kill);
        try {
            during.run();
        } finally {
            cluster.nodes().forEach(cluster::start);
            cluster.awaitWhole();
        }
    }

    @Override
    public void restart() {
        outage(() -> {});
    }

    @Override
    public void trim(String channel, MessageId upTo) {
        at(channel).trim(channel, upTo);
    }

    @Override
    public void loseTail(String channel, int count) {
        at(channel).loseTail(channel, count);
    }

    @Override
    public void recreate() {
        cluster.masters().forEach(master -> master.call("FLUSHALL"));
        cut(() -> {});
    }

    @Override
    public void plantForeignData(String channel) {
        at(channel).plantForeignData(channel);
    }

    /** What the replica has not got yet would be lost: a cluster replicates after it has acknowledged. */
    @Override
    public void loseNode(Runnable during) {
        RedisServer master = cluster.master(keys.stream(lastChannel.get()));
        master.awaitReplicated();
        cluster.kill(master);
        try {
            during.run();
        } finally {
            cluster.start(master);
            cluster.awaitWhole();
        }
    }
}
