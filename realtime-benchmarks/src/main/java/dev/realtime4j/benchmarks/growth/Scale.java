package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.benchmarks.http.HttpCost;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.KafkaServer;
import dev.realtime4j.tck.broker.NatsServer;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What docs/scale.md reckons with: the processor time of each part with 1, 2 and 4 nodes, and of a stream over HTTP. */
public final class Scale {
    private static final int ROUNDS = 3;
    private static final double WARM_SECONDS = 4;
    private static final double SECONDS = 2;

    private final Results results = new Results("scale", "where", "nodes", "follow", "part", "value", "complete");
    private final boolean smoke;

    private Scale(boolean smoke) {
        this.smoke = smoke;
    }

    /**
     * Measures.
     *
     * @param smoke whether a short run on Redis will do
     * @return a value a row
     * @throws Exception if a message was lost, or a server cannot be run
     */
    public static Results run(boolean smoke) throws Exception {
        Scale scale = new Scale(smoke);
        try (RedisServer redis = RedisServer.launch("--appendfsync", "everysec")) {
            scale.backend("Redis", redis.url());
        }
        if (!smoke) {
            try (NatsServer nats = NatsServer.launch()) {
                scale.backend("NATS", "nats://" + nats.host() + ":" + nats.port());
            }
            try (KafkaServer kafka = KafkaServer.launch(Map.of())) {
                scale.backend("Kafka", "kafka://" + kafka.host() + ":" + kafka.port() + "/scale");
            }
        }
        Noise.look();
        HttpCost http = HttpCost.measure(smoke);
        scale.add("HTTP", 1, "all", "KiB of a stream", http.kibOfStream());
        scale.add("HTTP", 1, "all", "delivery", http.microsOfDelivery());
        return scale.results;
    }

    private void backend(String name, String url) throws IOException {
        nodes(name, url, 1, true);
        nodes(name, url, 2, true);
        nodes(name, url, 2, false);
        if (!smoke) {
            nodes(name, url, 4, true);
            nodes(name, url, 4, false);
        }
    }

    private void nodes(String name, String url, int count, boolean shared) throws IOException {
        Noise.look();
        List<Nodes.Cost> rounds = new ArrayList<>();
        try (Nodes nodes = new Nodes(url, count, shared)) {
            nodes.run(smoke ? 0.1 : WARM_SECONDS);
            for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
                rounds.add(nodes.run(smoke ? 0.2 : SECONDS));
            }
        }
        // The round with the median sum, so that its parts belong together.
        rounds.sort(Comparator.comparingDouble(cost -> cost.emitter() + cost.broker() + cost.nodes()));
        Nodes.Cost median = rounds.get(rounds.size() / 2);
        String follow = shared ? "all" : "own";
        add(name, count, follow, "emitter", median.emitter());
        add(name, count, follow, "broker", median.broker());
        add(name, count, follow, "nodes", median.nodes());
    }

    private void add(String where, int nodes, String follow, String part, double value) {
        results.add(where, nodes, follow, part, value, true);
        System.out.printf(Locale.ROOT, "%-6s %d nodes, %s channels: %-16s %8.2f%n", where, nodes, follow, part, value);
    }
}
