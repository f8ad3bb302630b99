package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.KafkaServer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One Kafka broker. It tells clients where it is to be reached, so that both nodes come by one link, which is cut for both
 * at once.
 */
public final class KafkaBackend implements Backend {
    private final KafkaServer server = KafkaServer.launch();

    /** Launches a broker. */
    public KafkaBackend() {}

    @Override
    public String name() {
        return server.version();
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(server.link().port(), settings);
    }

    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectAt(server.port(), settings);
    }

    private static Realtime connectAt(int port, UnaryOperator<RealtimeConfig.Builder> settings) {
        String url = "kafka://127.0.0.1:" + port + "/chaos?partitions=4";
        return Realtime.connect(settings.apply(RealtimeConfig.builder(url)).build());
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        return new BrokerFaults(server, List.of(server.link()), blow -> {}).all();
    }

    @Override
    public List<FaultyLink> links() {
        return List.of(server.link());
    }

    /** Nothing here sets a log back. */
    @Override
    public Set<Exercise> demanded() {
        return EnumSet.complementOf(EnumSet.of(Exercise.RESETS));
    }

    @Override
    public void close() {
        server.close();
    }
}
