package dev.realtime4j.nats;

import dev.realtime4j.tck.broker.NatsCluster;
import dev.realtime4j.tck.broker.NatsServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything acknowledged is stored once and delivered once, in order, to every subscriber: the counts are printed. */
@Tag("long")
class ChaosTest {
    @Test
    void fiveKillsOfASingleServer() throws InterruptedException {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            try (Chaos chaos = new Chaos(url, List.of(url, url))) {
                for (int i = 0; i < 5; i++) {
                    chaos.fault(() -> {
                        server.kill();
                        server.start();
                    });
                }
                chaos.check("five kills of a single server");
            }
        }
    }

    @Test
    void killsOfTwoLeadersAndOfTheSubscribersServer() throws InterruptedException {
        try (NatsCluster cluster = NatsCluster.launch(3, NatsFixture.AUTHORIZATION)) {
            NatsClusterFixture.awaitLeaders(cluster);
            List<NatsServer> nodes = cluster.nodes();
            String all = NatsClusterFixture.url(nodes);
            // What a URL names first says nothing of where a client connects; this one knows one server to begin with.
            String own = NatsClusterFixture.url(nodes.subList(2, 3));
            try (Chaos chaos = new Chaos(all, List.of(all, own))) {
                for (int i = 0; i < 2; i++) {
                    chaos.fault(() -> bounce(cluster, cluster.node(NatsClusterFixture.leader(cluster, "rt_all"))));
                }
                chaos.fault(() -> bounce(cluster, nodes.get(2)));
                chaos.check("kills of two leaders and of a subscriber's server");
            }
        }
    }

    private static void bounce(NatsCluster cluster, NatsServer node) {
        node.kill();
        node.start();
        NatsClusterFixture.awaitLeaders(cluster);
    }
}
