package dev.realtime4j.nats;

import dev.realtime4j.tck.ShortRun;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.NatsCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The whole contract on three servers with three copies of every stream. */
@Tag("once")
@ShortRun({"S*", "E*", "H6", "R3"})
class NatsClusterConformanceTest extends TransportContract {
    private static final NatsCluster CLUSTER = NatsCluster.launch(3, NatsFixture.AUTHORIZATION);

    @Override
    protected TransportFixture fixture() {
        return new NatsClusterFixture(CLUSTER);
    }

    @BeforeAll
    static void awaitLeader() {
        NatsClusterFixture.awaitLeaders(CLUSTER);
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }
}
