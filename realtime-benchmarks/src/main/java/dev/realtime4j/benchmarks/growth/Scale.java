package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.benchmarks.http.HttpCost;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.KafkaServer;
import dev.realtime4j.tck.broker.NatsServer;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What docs/scale.md reckons with: the processor time of each part with 1, 2 and 4 nodes, and of a stream over HTTP. */
public final class Scale {
    private static final int ROUNDS = 5;
    private static final double SECONDS = 2;
    private static final double SETTLE_SECONDS = 0.5;
    private static final int WARM_UP = 80_000;

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

    /** How many nodes follow, and whether each follows all channels or a part of its own. */
    private record Scene(int nodes, boolean shared) {
        static List<Scene> all(boolean smoke) {
            List<Scene> all = List.of(
                    new Scene(1, true),
                    new Scene(2, true),
                    new Scene(2, false),
                    new Scene(4, true),
                    new Scene(4, false));
            return smoke ? all.subList(0, 3) : all;
        }
    }

    /** In turns, round after round, so that all scenes have the same share of what else the machine does. */
    private void backend(String name, String url) throws IOException, InterruptedException {
        List<Scene> scenes = Scene.all(smoke);
        Map<Scene, List<Nodes.Cost>> costs = new LinkedHashMap<>();
        try (Nodes nodes = new Nodes(url, scenes.get(scenes.size() - 1).nodes)) {
            nodes.follow(scenes.get(scenes.size() - 1).nodes, true);
            nodes.warmUp(smoke ? 1_000 : WARM_UP);
            for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
                Noise.look();
                for (Scene scene : scenes) {
                    nodes.follow(scene.nodes, scene.shared);
                    Nodes.Cost unused = nodes.run(smoke ? 0.1 : SETTLE_SECONDS);
                    costs.computeIfAbsent(scene, it -> new ArrayList<>()).add(nodes.run(smoke ? 0.2 : SECONDS));
                }
            }
        }
        costs.forEach((scene, rounds) -> {
            String follow = scene.shared ? "all" : "own";
            add(name, scene.nodes, follow, "emitter", median(rounds, Nodes.Cost::emitter));
            add(name, scene.nodes, follow, "broker", median(rounds, Nodes.Cost::broker));
            add(name, scene.nodes, follow, "nodes", median(rounds, Nodes.Cost::nodes));
        });
    }

    private static double median(List<Nodes.Cost> rounds, ToDoubleFunction<Nodes.Cost> part) {
        return rounds.stream().mapToDouble(part).sorted().toArray()[rounds.size() / 2];
    }

    private void add(String where, int nodes, String follow, String part, double value) {
        results.add(where, nodes, follow, part, value, true);
        System.out.printf(Locale.ROOT, "%-6s %d nodes, %s channels: %-16s %8.2f%n", where, nodes, follow, part, value);
    }
}
