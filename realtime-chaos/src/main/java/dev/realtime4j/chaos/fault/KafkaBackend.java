package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.KafkaServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One Kafka broker. It tells clients where it is to be reached, so that both nodes come by one link, which is cut for both
 * at once.
 */
public final class KafkaBackend implements Backend {
    private static final long MOST_STEP_MILLIS = 3_000;

    private final KafkaServer server = KafkaServer.launchWithClock();

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
        List<Fault> faults = new ArrayList<>(new BrokerFaults(server, links(), blow -> {}).all());
        faults.add(new LinkFaults(links()).leaveBehind("all"));
        faults.add(new Fault("step the clock", this::stepClock));
        if (KafkaServer.canFillDisk()) {
            faults.add(new Fault("full disk", this::fillDisk));
        }
        return faults;
    }

    /** With the first write that is refused, in the middle of a record or not, the broker ends itself. */
    private void fillDisk(Blow blow) {
        server.fillDisk(blow.random().nextLong(0, 5_000));
        blow.hold();
        server.kill();
        server.start();
    }

    /** Back and ahead, as somebody may who sets a system's time; where it ends up is where the next step begins. */
    private void stepClock(Blow blow) {
        for (int i = 0; i < 3; i++) {
            server.stepClock(Duration.ofMillis(blow.random().nextLong(-MOST_STEP_MILLIS, MOST_STEP_MILLIS)));
            blow.hold(50, 500);
        }
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
