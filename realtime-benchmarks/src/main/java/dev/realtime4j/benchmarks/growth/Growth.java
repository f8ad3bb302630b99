package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.tck.broker.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How the cost of a unit grows with channels, subscriptions, size, history, lag and nodes, and a profile of where it does most. */
public final class Growth {
    private static final Path PICTURE = Path.of("docs", "images", "growth-profile.svg");
    private static final RawJson DATA = data(128);
    private static final int MESSAGES = 50_000;
    private static final int REDIS_MESSAGES = 10_000;
    private static final int DELIVERIES = 5_000_000;
    private static final long BYTES = 16L << 20;
    private static final Retention FEW = new Retention(100, Duration.ofHours(1));
    private static final int WARM_UP = 60_000;
    private static final double NODE_SECONDS = 1;

    private Growth() {}

    /**
     * Measures all curves.
     *
     * @param smoke whether few and small points will do, without a picture
     * @return the points
     * @throws Exception if a message was lost, or the server cannot be run
     */
    public static Results run(boolean smoke) throws Exception {
        Results results = Curve.table();
        try (RedisServer redis = RedisServer.launch("--appendfsync", "everysec")) {
            List<Curve.Point> points = new ArrayList<>();
            String only = System.getProperty("curves", "");
            for (Curve curve : curves(redis, smoke)) {
                if (!curve.name().startsWith(only)) {
                    continue;
                }
                points.addAll(curve.measure(smoke, results));
            }
            nodes(redis, smoke).measure(smoke, results);
            Curve.Point bend = points.stream()
                    .filter(point -> point.curve().flat())
                    .max(Comparator.comparingDouble(Curve.Point::step))
                    .orElseThrow();
            FlameGraph graph = profile(bend, smoke);
            if (!smoke) {
                Files.writeString(PICTURE, graph.svg());
            }
        }
        return results;
    }

    private static FlameGraph profile(Curve.Point bend, boolean smoke) throws Exception {
        String title = String.format(
                Locale.ROOT,
                "%s: %,d (a unit costs %.1f times what it costs at the point before)",
                bend.curve().name(),
                bend.size(),
                bend.step());
        System.out.println("profile of " + title);
        try (Work work = bend.curve().factory().open(bend.size())) {
            work.run();
            return Profile.of(title, work, smoke ? 0 : 12);
        }
    }

    private static List<Curve> curves(RedisServer redis, boolean smoke) {
        String url = redis.url();
        RealtimeConfig memory = config("memory:");
        return List.of(
                new Curve(
                        "channels, in memory",
                        "per message",
                        smoke ? List.of(1, 100) : List.of(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000),
                        true,
                        size -> new Traffic(memory, size, 1, DATA, smoke ? 1_000 : MESSAGES)),
                new Curve(
                        "channels, on Redis",
                        "per message",
                        smoke ? List.of(1, 100) : List.of(1, 10, 100, 1_000, 10_000, 100_000),
                        true,
                        size -> new Traffic(config(url), size, 1, DATA, smoke ? 1_000 : REDIS_MESSAGES)),
                new Curve(
                        "subscriptions on one channel",
                        "per delivery",
                        smoke ? List.of(1, 100) : List.of(1, 10, 100, 1_000, 10_000, 100_000),
                        true,
                        size -> new Traffic(
                                memory,
                                1,
                                size,
                                DATA,
                                smoke ? 100 : Math.max(200, Math.min(MESSAGES, DELIVERIES / size)))),
                new Curve(
                        "subscriptions that come and go",
                        "per subscription",
                        smoke ? List.of(1, 100) : List.of(1, 10, 100, 1_000, 10_000, 100_000),
                        true,
                        size -> new Coming(memory, size)),
                new Curve(
                        "bytes of a message, on Redis",
                        "per message",
                        smoke ? List.of(16, 4_096) : List.of(16, 256, 4_096, 65_536, 262_144),
                        false,
                        size -> new Traffic(
                                RealtimeConfig.builder(url).retention(FEW).build(),
                                1,
                                1,
                                data(size),
                                smoke ? 100 : (int) Math.min(REDIS_MESSAGES, BYTES * 4 / size))),
                new Curve(
                        "history, newest 50, on Redis",
                        "per message read",
                        smoke ? List.of(10, 100) : List.of(10, 100, 1_000, 10_000, 100_000),
                        true,
                        size -> log(redis, "newest", size).newest()),
                new Curve(
                        "history, all replayed, on Redis",
                        "per message",
                        smoke ? List.of(10, 100) : List.of(10, 100, 1_000, 10_000, 100_000),
                        true,
                        size -> log(redis, "replay", size).replay()),
                new Curve(
                        "messages behind, on Redis",
                        "per message",
                        smoke
                                ? List.of(100, 2 * Log.RING)
                                : List.of(100, Log.RING / 2, 2 * Log.RING, 10 * Log.RING, 100 * Log.RING),
                        true,
                        size -> log(redis, "lag", size + 2 * Log.RING).resume(size)));
    }

    private static Curve nodes(RedisServer redis, boolean smoke) {
        return new Curve(
                "nodes, on Redis",
                "per message that a node is told",
                smoke ? List.of(2) : List.of(1, 2, 3, 4),
                true,
                size -> new Following(redis.url(), size, smoke));
    }

    /** Nodes that follow the same channels, as work: it is their time that counts, and the broker's, and the emitter's. */
    private static final class Following implements Work {
        private final Nodes nodes;
        private final int count;
        private final double seconds;

        Following(String url, int count, boolean smoke) throws Exception {
            this.nodes = new Nodes(url, count);
            this.count = count;
            this.seconds = smoke ? 0.2 : NODE_SECONDS;
            nodes.follow(count, true);
            nodes.warmUp(smoke ? 1_000 : WARM_UP);
        }

        @Override
        public long run() throws Exception {
            return (long) nodes.run(seconds).messages() * count;
        }

        @Override
        public void close() {
            nodes.close();
        }
    }

    private static Log log(RedisServer redis, String name, int messages) {
        redis.call("FLUSHALL");
        return new Log(redis.url(), name, messages);
    }

    private static RealtimeConfig config(String url) {
        return RealtimeConfig.builder(url).build();
    }

    /** A JSON string of so many bytes. */
    private static RawJson data(int bytes) {
        return RawJson.of('"' + "x".repeat(bytes - 2) + '"');
    }
}
