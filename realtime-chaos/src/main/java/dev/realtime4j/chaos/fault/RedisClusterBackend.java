package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisCluster;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A Redis cluster of three masters with a replica each. Its servers tell clients another address than they tell each other,
 * so that both nodes come by the same link to each server, and what servers say to each other does not.
 */
public final class RedisClusterBackend implements Backend {
    /** Of the loopback, as 127.0.0.1 is, where servers listen. */
    private static final String LINKED = "127.0.0.2";

    private final RedisCluster cluster =
            RedisCluster.launch("--cluster-announce-hostname", LINKED, "--cluster-preferred-endpoint-type", "hostname");
    private final Map<RedisServer, FaultyLink> links = new LinkedHashMap<>();

    /** Launches a cluster. */
    public RedisClusterBackend() {
        cluster.nodes().forEach(node -> links.put(node, FaultyLink.beside(LINKED, node.host(), node.port())));
    }

    @Override
    public String name() {
        return cluster.version();
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectDirectly(settings);
    }

    /** Servers lead every client to the links. */
    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        String url = links.values().stream()
                .map(link -> LINKED + ":" + link.port())
                .collect(Collectors.joining(",", "redis-cluster://", ""));
        return Realtime.connect(settings.apply(RealtimeConfig.builder(url)).build());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        RedisFailover failover = new RedisFailover(cluster, links);
        List<Fault> faults = new ArrayList<>(failover.faults());
        faults.addAll(new RedisFaults(cluster::master).all(auditor));
        faults.add(new Fault("reshard", this::reshard));
        List<FaultyLink> all = List.copyOf(links.values());
        faults.addAll(new LinkFaults(all).all("all"));
        faults.addAll(new LinkFaults(all.subList(0, 1)).all("from one server"));
        return faults;
    }

    /** The slots of two channels move while messages flow, one of them to and fro. */
    private void reshard(Blow blow) {
        for (String channel : List.of("many-a", "few-b", "many-a")) {
            String key = RedisFaults.stream(channel);
            RedisServer source = cluster.master(key);
            List<RedisServer> others = new ArrayList<>(cluster.masters());
            others.remove(source);
            cluster.move(key, ServerFaults.any(blow, others, 1).get(0));
            blow.hold(50, 500);
        }
    }

    @Override
    public void awaitWhole() {
        cluster.startAll();
        cluster.awaitWhole();
    }

    @Override
    public List<FaultyLink> links() {
        return List.copyOf(links.values());
    }

    @Override
    public Set<Exercise> demanded() {
        return EnumSet.allOf(Exercise.class);
    }

    @Override
    public void close() {
        links.values().forEach(FaultyLink::close);
        cluster.close();
    }
}
