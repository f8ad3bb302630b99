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
            // All servers are killed, which tells less of a cluster than the loss of one.
            "S9_aKillAndRestartLosesAndRepeatsNothing",
            "S5_aCursorOfALogThatIsGoneIsAResetAlsoWhereTheNewOneHasGrownPast"
        })
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
