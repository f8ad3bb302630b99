package dev.realtime4j.benchmarks.nats;

import dev.realtime4j.Realtime;
import dev.realtime4j.benchmarks.emits.Emits;
import dev.realtime4j.benchmarks.report.Comparison;
import dev.realtime4j.benchmarks.report.Results;
import dev.realtime4j.benchmarks.report.Wanted;
import java.util.List;
import java.util.stream.IntStream;

/** Emits per second, one at a time and many at a time. */
final class Emitting {
    private static final int CHANNELS = 100;

    private final BareNats bare;
    private final boolean smoke;
    private final List<String> names =
            IntStream.range(0, CHANNELS).mapToObj(i -> "emit-" + i).toList();
    private final Emits emits;

    Emitting(Realtime realtime, BareNats bare, boolean smoke) {
        this.bare = bare;
        this.smoke = smoke;
        this.emits = new Emits(realtime, names, NatsBenchmark.DATA);
    }

    void run(Results results) throws Exception {
        int rounds = smoke ? 1 : 5;
        int few = smoke ? 200 : 10_000;
        int many = smoke ? 2_000 : 100_000;
        Comparison.inTurns(
                        "emits, one after the other",
                        "/s",
                        smoke ? 0 : 1,
                        rounds,
                        "bare publish",
                        () -> bareOneByOne(few),
                        () -> emits.oneByOne(few))
                .report(results, Wanted.atLeast(0.85));
        Comparison.inTurns(
                        "emits, " + NatsBenchmark.WINDOW + " under way",
                        "/s",
                        smoke ? 0 : 1,
                        rounds,
                        "bare publishAsync",
                        () -> bareWindow(many),
                        () -> emits.underWay(many, NatsBenchmark.WINDOW))
                .report(results, Wanted.atLeast(0.85));
    }

    private double bareOneByOne(int messages) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            bare.emit(names.get(i % CHANNELS), NatsBenchmark.DATA);
        }
        return Emits.perSecond(messages, start);
    }

    private double bareWindow(int messages) throws Exception {
        long start = System.nanoTime();
        bare.emitAll(
                IntStream.range(0, messages)
                        .mapToObj(i -> names.get(i % CHANNELS))
                        .toList(),
                NatsBenchmark.DATA,
                NatsBenchmark.WINDOW);
        return Emits.perSecond(messages, start);
    }
}
