package dev.realtime4j.benchmarks.nats;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The history of a channel whose messages lie far apart in the stream. */
final class Reading {
    private static final int PAGE = 1000;
    private static final int NEWEST = 50;

    private final Realtime realtime;
    private final BareNats bare;
    private final boolean smoke;
    private final List<String> crowd;

    Reading(Realtime realtime, BareNats bare, boolean smoke) {
        this.realtime = realtime;
        this.bare = bare;
        this.smoke = smoke;
        this.crowd = IntStream.range(0, smoke ? 100 : 10_000)
                .mapToObj(i -> "read-" + i)
                .toList();
    }

    void run(Results results) throws Exception {
        String name = crowd.get(0);
        fill();
        List<Long> sequences = bare.history(name, PAGE);
        int rounds = smoke ? 1 : 5;
        String among = " among " + crowd.size() + " channels";
        Comparison.inTurns(
                        "history of " + PAGE + among,
                        "ms",
                        smoke ? 0 : 1,
                        rounds,
                        "bare ordered consumer",
                        () -> millis(PAGE, () -> bare.history(name, PAGE).size()),
                        () -> millis(
                                PAGE,
                                () -> realtime.channel(name)
                                        .history()
                                        .messages()
                                        .size()))
                .report(results, Wanted.atMost(1.2));
        List<Long> newest = sequences.subList(PAGE - NEWEST, PAGE);
        Comparison.inTurns(
                        "newest " + NEWEST + among,
                        "ms",
                        smoke ? 0 : 3,
                        rounds * 3,
                        "bare direct gets, pipelined",
                        () -> millis(NEWEST, () -> bare.at(newest).size()),
                        () -> millis(
                                NEWEST,
                                () -> realtime.channel(name)
                                        .history(HistoryQuery.latest(NEWEST))
                                        .messages()
                                        .size()))
                .report(results, Wanted.atMost(1.5));
    }

    private void fill() throws Exception {
        int between = smoke ? 3 : 300;
        for (int i = 0; i < PAGE; i++) {
            List<String> next = new ArrayList<>(List.of(crowd.get(0)));
            for (int other = 0; other < between; other++) {
                next.add(crowd.get(1 + (i * between + other) % (crowd.size() - 1)));
            }
            bare.emitAll(next, NatsBenchmark.DATA, between + 1);
        }
    }

    /** A read, which gives how many messages it found. */
    private interface Read {
        int read() throws Exception;
    }

    private static double millis(int wanted, Read read) throws Exception {
        long start = System.nanoTime();
        int found = read.read();
        if (found != wanted) {
            throw new IllegalStateException("found " + found + " messages, not " + wanted);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
