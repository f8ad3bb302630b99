package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Streams to which nothing is sent, on a server that is at work: what each of them adds to its memory. */
public final class HttpIdle {
    private static final int ROUNDS = 3;
    private static final int AT_WORK = 1_000;
    private static final int IDLE = 5_000;
    private static final double MOST_KIB = 4;

    private HttpIdle() {}

    /**
     * Measures, round after round, each with a new server.
     *
     * @param smoke whether a short run will do
     * @return the comparison
     * @throws IOException if a server cannot be started
     * @throws IllegalStateException if messages were lost, or given to a stream that nothing was sent to
     */
    public static Results run(boolean smoke) throws IOException {
        List<Double> kib = new ArrayList<>();
        for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
            Noise.look();
            kib.add(afterWork(smoke));
        }
        Results results = Comparison.table("http-idle");
        Comparison.of(
                        "memory of an idle stream",
                        "KiB",
                        "bound",
                        kib.stream().map(each -> MOST_KIB).toList(),
                        kib)
                .report(results, Wanted.atMost(1));
        return results;
    }

    private static double afterWork(boolean smoke) throws IOException {
        int streams = smoke ? 50 : AT_WORK;
        Contestant ours = Contestant.REALTIME;
        try (ServerProcess server = ours.start();
                Readers readers = new Readers(server.uri(), streams, ours, i -> Contestant.query(0), "");
                Load load = new Load(ours, server.uri(), readers)) {
            double unused = load.publishFor(smoke ? 0.2 : HttpFanOut.WARM_UP_SECONDS, 1, streams, 200);
            return kib(server, smoke);
        }
    }

    /**
     * What each stream adds to the heap in use after a collection, or to the process, whichever is more; after as many
     * others, with which the traces of the work before go away.
     */
    static double kib(ServerProcess server, boolean smoke) throws IOException {
        int count = smoke ? 50 : IDLE;
        try (Readers first = idle(server, count)) {
            double heapBefore = server.heapKib();
            long before = server.residentKib();
            try (Readers second = idle(server, count)) {
                long process = server.residentKib() - before;
                double heap = server.heapKib() - heapBefore;
                if (first.received() + second.received() > 0) {
                    throw new IllegalStateException("Streams that should be idle were given messages");
                }
                return Math.max(heap, (double) process) / count;
            }
        }
    }

    private static Readers idle(ServerProcess server, int count) throws IOException {
        return new Readers(server.uri(), count, Contestant.REALTIME, i -> Contestant.query(1), "");
    }
}
