package dev.realtime4j.kafka;

import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.ShortRun;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.KafkaCluster;
import dev.realtime4j.tck.broker.KafkaServer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on three brokers with three copies of everything, of which two must have what is acknowledged. */
@Tag("once")
@ShortRun(
        value = {"S*", "E*", "H6", "R3"},
        without = {
            // What the engine does above any transport.
            "S3",
            "S6",
            "S7",
            "S11",
            "S12",
            "E7",
            // All brokers are killed, which tells less of a cluster than the loss of one.
            "S9_aKillAndRestartLosesAndRepeatsNothing"
        })
class KafkaClusterConformanceTest extends TransportContract {
    private static @Nullable KafkaCluster cluster;

    @BeforeAll
    static void launch() {
        cluster = KafkaCluster.launch();
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture(Objects.requireNonNull(cluster));
    }

    private static final class Fixture extends KafkaFixture {
        private final KafkaCluster cluster;

        Fixture(KafkaCluster cluster) {
            super(
                    "3 x " + cluster.nodes().get(0).version(),
                    cluster.servers(),
                    linked(cluster.nodes().subList(0, 2)),
                    linked(cluster.nodes().subList(2, 3)));
            this.cluster = cluster;
        }

        private static String linked(List<KafkaServer> nodes) {
            return nodes.stream().map(node -> "127.0.0.1:" + node.link().port()).collect(Collectors.joining(","));
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE, Profile.CLUSTERED);
        }

        @Override
        public Set<Kind> offered() {
            return Set.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE, Kind.FOREIGN_DATA, Kind.LOSE_NODE);
        }

        @Override
        public void cut(Runnable meanwhile) {
            cluster.nodes().forEach(node -> node.link().cut());
            meanwhile.run();
        }

        @Override
        public void outage(Runnable during) {
            cluster.nodes().forEach(node -> node.link().refuse());
            try {
                during.run();
            } finally {
                cluster.nodes().forEach(node -> node.link().restore());
            }
        }

        /** All of them at once: what is left is on disk. */
        @Override
        public void restart() {
            cluster.nodes().forEach(KafkaServer::kill);
            cluster.startAll();
        }

        @Override
        public void recreate() {
            topic().recreate();
            cluster.nodes().forEach(node -> node.link().cut());
        }

        /** The one that leads the controllers, and some of the partitions. */
        @Override
        public void loseNode(Runnable during) {
            KafkaServer lost = cluster.nodes().get(controller() - 1);
            lost.kill();
            try {
                during.run();
            } finally {
                lost.start();
            }
        }

        private int controller() {
            return TestTopic.await(topic().admin().describeMetadataQuorum().quorumInfo())
                    .leaderId();
        }
    }
}
