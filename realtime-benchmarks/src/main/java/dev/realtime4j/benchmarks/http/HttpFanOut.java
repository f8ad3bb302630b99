package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.report.Results;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One channel, many streams: how many messages a second one server process gives to all of them. */
public final class HttpFanOut {
    /** The name of the contestant that the others are compared with. */
    public static final String REFERENCE = "Node";

    private static final int BATCH = 50;
    private static final int WINDOW = 200;
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String MESSAGE = "{\"channel\":\"default\",\"event\":\"chat.message\",\"data\":{\"user\":\"user-123\",\"text\":\""
            + Readers.MARK + "x".repeat(150) + "\"}}";
    private static final String BODY = "[" + (MESSAGE + ",").repeat(BATCH - 1) + MESSAGE + "]";

    private HttpFanOut() {}

    /**
     * Runs the contestants in turn, round after round.
     *
     * @param smoke whether a short run will do
     * @param sizes the numbers of streams
     * @return one row per contestant and round: streams, contestant, messages, ns, KiB of memory for each idle stream,
     *     whether all was received
     * @throws IOException if a server cannot be started
     * @throws InterruptedException if this is interrupted
     */
    public static Results run(boolean smoke, List<Integer> sizes) throws IOException, InterruptedException {
        Results results =
                new Results("http-fan-out", "streams", "contestant", "messages", "nanos", "idle kib", "complete");
        for (int size : sizes) {
            for (int round = 0; round < (smoke ? 1 : 3); round++) {
                for (String contestant : List.of(REFERENCE, "Realtime")) {
                    round(results, contestant, size, smoke);
                }
            }
        }
        return results;
    }

    private static void round(Results results, String contestant, int size, boolean smoke)
            throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(contestant)) {
            long before = server.residentKib();
            try (Readers readers = new Readers(server.uri(), size)) {
                double idle = (server.residentKib() - before) / (double) size;
                long warm = publish(server.uri(), readers, size, 0, smoke ? 500 : 5_000);
                int messages = smoke ? 500 : 4_000_000 / size;
                long start = System.nanoTime();
                long reached = publish(server.uri(), readers, size, warm, messages);
                long nanos = System.nanoTime() - start;
                boolean complete = reached == warm + (long) messages * size;
                results.add(size, contestant, messages, nanos, Math.round(idle * 10) / 10.0, complete);
                System.out.printf(
                        "%6d streams  %-10s %,12.0f messages to streams/s, %.1f KiB for an idle stream %s%n",
                        size,
                        contestant,
                        messages * (double) size * 1e9 / nanos,
                        idle,
                        complete ? "" : "NOT COMPLETE");
            }
        }
    }

    /** Emits with a bounded number of messages on their way; gives how many were received in all. */
    private static long publish(URI uri, Readers readers, int size, long before, int messages)
            throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        for (int sent = 0; sent < messages; sent += BATCH) {
            await(readers, before + (long) Math.max(0, sent + BATCH - WINDOW) * size);
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 201) {
                throw new IOException("An emit was answered with status " + status);
            }
        }
        await(readers, before + (long) messages * size);
        return readers.received();
    }

    private static void await(Readers readers, long count) {
        long end = System.nanoTime() + HANGS_NANOS;
        while (readers.received() < count && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(50_000);
        }
    }
}
