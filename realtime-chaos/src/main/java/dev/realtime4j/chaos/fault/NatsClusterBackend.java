package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsCluster;
import dev.realtime4j.tck.broker.NatsServer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three NATS servers with three copies of each stream; each node comes to each server by a link of its own. */
public final class NatsClusterBackend implements Backend {
    private static final int SERVERS = 3;
    private static final int NODES = 2;

    /**
     * Once a leader of 2.9.10 was stopped for a while and goes on, or all servers were killed at once, they hold different
     * messages for good. No run survives that, nor can any client.
     */
    private static final String DIVERGES = "NATS 2.9.";

    private final NatsCluster cluster = NatsCluster.launch(SERVERS);
    private final NatsLeaders leaders = new NatsLeaders(cluster);
    private final ServerFaults servers = new ServerFaults(leaders::await);
    /** Of each node, in the order of the servers. */
    private final List<List<FaultyLink>> links = IntStream.range(0, NODES)
            .mapToObj(node -> cluster.nodes().stream()
                    .map(server -> new FaultyLink(server.host(), server.port()))
                    .toList())
            .toList();

    /** Launches a cluster. */
    public NatsClusterBackend() {
        leaders.await();
    }

    @Override
    public String name() {
        return SERVERS + " x " + cluster.nodes().get(0).version();
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(links.get(node).stream().map(FaultyLink::port).toList(), settings);
    }

    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(cluster.nodes().stream().map(NatsServer::port).toList(), settings);
    }

    private static Realtime connectAt(List<Integer> ports, UnaryOperator<RealtimeConfig.Builder> settings) {
        String servers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return Realtime.connect(settings.apply(RealtimeConfig.builder("nats://" + servers + "?replicas=" + SERVERS))
                .build());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        List<Fault> faults = new ArrayList<>(List.of(
                servers.lose("a server", blow -> ServerFaults.any(blow, cluster.nodes(), 1)),
                servers.lose("a leader", blow -> leader("rt_p-few-")),
                servers.kill("two servers", blow -> ServerFaults.any(blow, cluster.nodes(), 2)),
                new Fault("lose all", blow -> loseAll(blow, auditor))));
        if (!cluster.nodes().get(0).version().startsWith(DIVERGES)) {
            faults.add(servers.kill("all servers", blow -> cluster.nodes()));
            faults.add(servers.hang("a server", blow -> ServerFaults.any(blow, cluster.nodes(), 1)));
            faults.add(servers.hang("a leader", blow -> leader("rt_p-many-")));
            faults.add(servers.hang("two servers", blow -> ServerFaults.any(blow, cluster.nodes(), 2)));
        }
        for (int node = 0; node < NODES; node++) {
            List<FaultyLink> own = links.get(node);
            String name = "node-" + (char) ('a' + node);
            faults.add(servers.lose("the server of " + name, blow -> used(own)));
            faults.addAll(new LinkFaults(own).all(name));
        }
        return faults;
    }

    private List<NatsServer> leader(String stream) {
        return List.of(cluster.node(leaders.of(stream)));
    }

    /** The server that a node is connected to, if it is. */
    private List<NatsServer> used(List<FaultyLink> own) {
        return IntStream.range(0, SERVERS)
                .filter(i -> own.get(i).connections() > 0)
                .mapToObj(cluster.nodes()::get)
                .limit(1)
                .toList();
    }

    /** Kills all servers and deletes their streams. */
    private void loseAll(Blow blow, Auditor auditor) {
        links.forEach(own -> own.forEach(FaultyLink::refuse));
        cluster.nodes().forEach(NatsServer::kill);
        blow.recordDown();
        cluster.nodes().forEach(NatsServer::deleteStore);
        ServerFaults.startAtOnce(cluster.nodes());
        leaders.await();
        SetBacks.record(blow, auditor, null);
        links.forEach(own -> own.forEach(FaultyLink::restore));
    }

    @Override
    public List<FaultyLink> links() {
        return links.stream().flatMap(List::stream).toList();
    }

    @Override
    public void awaitWhole() {
        servers.awaitWhole();
    }

    @Override
    public Set<Exercise> demanded() {
        return EnumSet.allOf(Exercise.class);
    }

    @Override
    public void close() {
        links.forEach(own -> own.forEach(FaultyLink::close));
        cluster.close();
    }
}
