package dev.realtime4j.benchmarks.http;

import java.io.IOException;

/**
 * What the standalone server needs for streams.
 *
 * @param kibOfStream memory of the process for a stream that is idle, in KiB, at most
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
        try (ServerProcess server = Contestant.REALTIME.start()) {
            double micros = microsOfDelivery(server, few, many, smoke);
            return new HttpCost(HttpIdle.kib(server, smoke), micros);
        }
    }

    private static Readers open(ServerProcess server, int streams) throws IOException {
        return new Readers(server.uri(), streams, Contestant.REALTIME, i -> Contestant.query(0), "");
    }

    private static double microsOfDelivery(ServerProcess server, int few, int many, boolean smoke)
            throws IOException, InterruptedException {
        warmUp(server, few, smoke);
        double least = micros(server, few, smoke);
        return (micros(server, many, smoke) - least) / (many - few);
    }

    private static void warmUp(ServerProcess server, int streams, boolean smoke)
            throws IOException, InterruptedException {
        for (int i = 0; i < (smoke ? 0 : 3); i++) {
            double unused = micros(server, streams, smoke);
        }
    }

    private static double micros(ServerProcess server, int streams, boolean smoke)
            throws IOException, InterruptedException {
        try (Readers readers = open(server, streams)) {
            return micros(server, streams, readers, smoke);
        }
    }

    /** Processor time of the server for a message that all streams get. */
    private static double micros(ServerProcess server, int streams, Readers readers, boolean smoke)
            throws IOException, InterruptedException {
        int messages = smoke ? 100 : MESSAGES;
        try (Load load = new Load(Contestant.REALTIME, server.uri(), readers)) {
            long before = server.cpuNanos();
            load.publishAll(messages, 1, streams, WINDOW);
            return (server.cpuNanos() - before) / 1e3 / messages;
        }
    }
}
