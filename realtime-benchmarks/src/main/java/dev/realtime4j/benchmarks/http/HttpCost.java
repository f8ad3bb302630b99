package dev.realtime4j.benchmarks.http;

import java.io.IOException;

/**
 * What the standalone server needs for streams.
 *
 * @param kibOfStream memory of the process for a stream that is idle, in KiB
 * @param microsOfDelivery processor time to give one more stream a message, in µs
 */
public record HttpCost(double kibOfStream, double microsOfDelivery) {
    private static final int MESSAGES = 2_000;
    private static final int WINDOW = 200;

    /**
     * Measures with few and with many streams, all of one channel.
     *
     * @param smoke whether a short run will do
     * @return the cost
     * @throws IOException if the server cannot be started
     * @throws InterruptedException if this is interrupted
     * @throws IllegalStateException if a message was lost
     */
    public static HttpCost measure(boolean smoke) throws IOException, InterruptedException {
        int few = smoke ? 10 : 100;
        int many = smoke ? 50 : 2_000;
        Contestant contestant = Contestant.REALTIME;
        try (ServerProcess server = contestant.start()) {
            warmUp(server, few, smoke);
            double least = micros(server, few, smoke);
            long before = server.residentKib();
            try (Readers readers = new Readers(server.uri(), many, contestant, i -> Contestant.query(0), "")) {
                double kib = (server.residentKib() - before) / (double) many;
                double most = micros(server, many, readers, smoke);
                return new HttpCost(kib, (most - least) / (many - few));
            }
        }
    }

    private static void warmUp(ServerProcess server, int streams, boolean smoke)
            throws IOException, InterruptedException {
        for (int i = 0; i < (smoke ? 0 : 3); i++) {
            double unused = micros(server, streams, smoke);
        }
    }

    private static double micros(ServerProcess server, int streams, boolean smoke)
            throws IOException, InterruptedException {
        try (Readers readers = new Readers(server.uri(), streams, Contestant.REALTIME, i -> Contestant.query(0), "")) {
            return micros(server, streams, readers, smoke);
        }
    }

    /** Processor time of the server for a message that all streams get. */
    private static double micros(ServerProcess server, int streams, Readers readers, boolean smoke)
            throws IOException, InterruptedException {
        int messages = smoke ? 100 : MESSAGES;
        Load load = new Load(Contestant.REALTIME, server.uri(), readers);
        long before = server.cpuNanos();
        load.publishAll(messages, 1, streams, WINDOW);
        return (server.cpuNanos() - before) / 1e3 / messages;
    }
}
