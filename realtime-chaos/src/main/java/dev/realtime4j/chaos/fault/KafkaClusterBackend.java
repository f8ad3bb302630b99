package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.KafkaCluster;
import dev.realtime4j.tck.broker.KafkaServer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Three Kafka brokers with three copies of each partition, of which two must have what is acknowledged. They tell clients
 * where they are to be reached, so that both nodes come by the same link to each.
 */
public final class KafkaClusterBackend implements Backend {
    private static final String TOPIC = "chaos";

    private final KafkaCluster cluster = KafkaCluster.launch();
    private final KafkaLeaders leaders = new KafkaLeaders(cluster.servers(), TOPIC);
    private final ServerFaults servers = new ServerFaults(leaders::await);

    /** Launches a cluster. */
    public KafkaClusterBackend() {}

    @Override
    public String name() {
        return cluster.nodes().size() + " x " + cluster.nodes().get(0).version();
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(cluster.linked(), settings);
    }

    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(cluster.servers(), settings);
    }

    private static Realtime connectAt(String servers, UnaryOperator<RealtimeConfig.Builder> settings) {
        String url = "kafka://" + servers + "/" + TOPIC + "?partitions=4";
        return Realtime.connect(settings.apply(RealtimeConfig.builder(url)).build());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        List<KafkaServer> nodes = cluster.nodes();
        List<FaultyLink> links = links();
        List<Fault> faults = new ArrayList<>(List.of(
                servers.hang("a server", blow -> ServerFaults.any(blow, nodes, 1)),
                servers.hang("a leader", blow -> List.of(nodes.get(leaders.ofPartition(0) - 1))),
                servers.hang("two servers", blow -> ServerFaults.any(blow, nodes, 2)),
                servers.lose("a leader", blow -> List.of(nodes.get(leaders.ofPartition(1) - 1))),
                servers.lose("the controller", blow -> List.of(nodes.get(leaders.controller() - 1))),
                servers.kill("all servers", blow -> nodes)));
        faults.addAll(new LinkFaults(links).all("all"));
        faults.addAll(new LinkFaults(links.subList(0, 1)).all("from one server"));
        return faults;
    }

    @Override
    public List<FaultyLink> links() {
        return cluster.nodes().stream().map(KafkaServer::link).toList();
    }

    @Override
    public void awaitWhole() {
        servers.awaitWhole();
    }

    /** Nothing here sets a log back. */
    @Override
    public Set<Exercise> demanded() {
        return EnumSet.complementOf(EnumSet.of(Exercise.RESETS));
    }

    @Override
    public void close() {
        leaders.close();
        cluster.close();
    }
}
