package dev.realtime4j.benchmarks.nats;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.latency.Latencies;
import dev.realtime4j.benchmarks.latency.OpenLoop;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Dispatcher;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Realtime on NATS beside the bare driver, on one server, in turns. */
public final class NatsBenchmark {
    static final byte[] DATA = ("\"" + "x".repeat(180) + "\"").getBytes(StandardCharsets.US_ASCII);
    static final int WINDOW = 1024;

    private NatsBenchmark() {}

    /**
     * Runs all of it.
     *
     * @param smoke whether only to see that it runs
     * @return the comparisons
     * @throws Exception if something was lost, or the server cannot be run
     */
    public static Results run(boolean smoke) throws Exception {
        Results results = Comparison.table("nats");
        try (NatsServer server = NatsServer.launch();
                Realtime realtime = Realtime.connect(url(server));
                BareNats bare = new BareNats(url(server))) {
            new Emitting(realtime, bare, smoke).run(results);
            Latencies.compare(realtime, "bare publishAsync, subscribe", loop -> endToEnd(bare, loop), smoke, results);
            new Reading(realtime, bare, smoke).run(results);
            new Following(server, bare, smoke).run(results);
        }
        return results;
    }

    static String url(NatsServer server) {
        return "nats://127.0.0.1:" + server.port();
    }

    private static Histogram endToEnd(BareNats bare, OpenLoop loop) throws Exception {
        List<String> channels = Latencies.names();
        Dispatcher dispatcher = bare.follow(channels, message -> loop.received(message.getData()));
        try {
            return loop.run((channel, json) -> {
                var unused = bare.emitAsync(channels.get(channel), json);
            });
        } finally {
            bare.unfollow(dispatcher);
        }
    }
}
