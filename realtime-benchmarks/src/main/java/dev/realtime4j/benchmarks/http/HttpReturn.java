package dev.realtime4j.benchmarks.http;

import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Noise;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many streams that come back at once and say where they were, beside as many that are new. */
public final class HttpReturn {
    private static final int MISSED = 5;
    private static final int ROUNDS = 3;

    private HttpReturn() {}

    /** What a round gave. */
    private record Round(double millis, double messagesRead) {}

    /**
     * Runs both in turn, round after round.
     *
     * @param smoke whether a short run will do
     * @return the comparisons
     * @throws IOException if a server cannot be started
     * @throws InterruptedException if this is interrupted
     * @throws IllegalStateException if messages were lost
     */
    public static Results run(boolean smoke) throws IOException, InterruptedException {
        Results results = Comparison.table("http-return");
        int size = smoke ? 500 : 9_000;
        List<Round> fresh = new ArrayList<>();
        List<Round> returning = new ArrayList<>();
        for (int round = 0; round < (smoke ? 1 : ROUNDS); round++) {
            Noise.look();
            fresh.add(round(size, false));
            returning.add(round(size, true));
        }
        String what = String.format(Locale.ROOT, "%,d streams come back at once", size);
        Comparison.of(
                        what,
                        "ms",
                        "as many new ones",
                        fresh.stream().map(Round::millis).toList(),
                        returning.stream().map(Round::millis).toList())
                .report(results, Wanted.atMost(3));
        Comparison.of(
                        what + ", messages read from the log",
                        "",
                        "a read for each",
                        returning.stream().map(round -> (double) size * MISSED).toList(),
                        returning.stream().map(Round::messagesRead).toList())
                .report(results, Wanted.atMost(0.1));
        return results;
    }

    private static Round round(int size, boolean returning) throws IOException, InterruptedException {
        Contestant contestant = Contestant.REALTIME;
        try (ServerProcess server = contestant.start();
                Readers other = new Readers(server.uri(), 1, contestant, i -> Contestant.query(0), "");
                Load load = new Load(contestant, server.uri(), other)) {
            load.publishAll(100 + MISSED, 1, 1, 200);
            String headers = returning ? "Last-Event-ID: " + idBefore(server.uri(), MISSED) + "\r\n" : "";
            double before = messagesRead(server.uri());
            long start = System.nanoTime();
            try (Readers readers = new Readers(server.uri(), size, contestant, i -> Contestant.query(0), headers)) {
                double millis = (System.nanoTime() - start) / 1e6;
                if (returning) {
                    readers.await((long) size * MISSED);
                }
                return new Round(millis, messagesRead(server.uri()) - before);
            }
        }
    }

    private static String idBefore(URI server, int messages) throws IOException, InterruptedException {
        String page =
                get(URI.create(server + "/history" + Contestant.query(0) + "&order=newest&limit=" + (messages + 1)));
        return page.substring(page.lastIndexOf("{\"id\":\"") + "{\"id\":\"".length())
                .split("\"", 2)[0];
    }

    private static double messagesRead(URI server) throws IOException, InterruptedException {
        return get(server.resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith("realtime_read_from_log_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
