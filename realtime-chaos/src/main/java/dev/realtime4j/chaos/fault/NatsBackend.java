package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One NATS server, to which each node comes by a link of its own. */
public final class NatsBackend implements Backend {
    private static final int NODES = 2;

    private final NatsServer server = NatsServer.launch();
    private final List<FaultyLink> links = IntStream.range(0, NODES)
            .mapToObj(node -> new FaultyLink(server.host(), server.port()))
            .toList();

    /** Launches a server. */
    public NatsBackend() {}

    @Override
    public String name() {
        return server.version();
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(links.get(node).port(), settings);
    }

    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(server.port(), settings);
    }

    private static Realtime connectAt(int port, UnaryOperator<RealtimeConfig.Builder> settings) {
        return Realtime.connect(settings.apply(RealtimeConfig.builder("nats://127.0.0.1:" + port))
                .build());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        List<Fault> faults = new ArrayList<>(new BrokerFaults(server, links, blow -> {}).all());
        faults.add(new Fault("lose all", blow -> loseAll(blow, auditor)));
        return faults;
    }

    /** Kills the server and deletes its streams. */
    private void loseAll(Blow blow, Auditor auditor) {
        links.forEach(FaultyLink::refuse);
        server.kill();
        blow.recordDown();
        server.deleteStore();
        server.start();
        SetBacks.record(blow, auditor, null);
        links.forEach(FaultyLink::restore);
    }

    @Override
    public List<FaultyLink> links() {
        return links;
    }

    @Override
    public Set<Exercise> demanded() {
        return EnumSet.allOf(Exercise.class);
    }

    @Override
    public void close() {
        links.forEach(FaultyLink::close);
        server.close();
    }
}
