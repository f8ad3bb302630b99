package dev.realtime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One contestant with one number of receivers, over all rounds.
 *
 * @param perSecond messages published per second
 * @param ratio the same as a multiple of what the reference reached in the same round
 * @param cpuMicros processor time of all threads per message, in µs
 */
record FanOutRow(int receivers, String contestant, int rounds, Spread perSecond, Spread ratio, Spread cpuMicros) {

    private record Key(int receivers, String contestant) {}

    private record Round(double perSecond, double cpuMicros) {}

    /** Its ratio to the reference, with what is wanted of it. */
    ComparisonRow asComparison(String reference) {
        Wanted wanted = Wanted.atLeast(receivers == 1 ? 0.6 : receivers <= 10 ? 1.5 : 6);
        String what = String.format(Locale.ROOT, "fan-out to %,d", receivers);
        return new ComparisonRow(what, reference, "/s", 0, perSecond.median(), ratio, wanted);
    }

    static List<FanOutRow> of(Results results, String reference) {
        Map<Key, List<Round>> rounds = new LinkedHashMap<>();
        for (List<String> row : results.rows()) {
            double messages = Double.parseDouble(row.get(2));
            double nanos = Double.parseDouble(row.get(3));
            double cpu = Double.parseDouble(row.get(4));
            rounds.computeIfAbsent(new Key(Integer.parseInt(row.get(0)), row.get(1)), it -> new ArrayList<>())
                    .add(new Round(messages * 1e9 / nanos, cpu / messages / 1000));
        }
        List<FanOutRow> rows = new ArrayList<>();
        rounds.forEach((key, own) -> {
            List<Round> others = Objects.requireNonNullElse(rounds.get(new Key(key.receivers, reference)), own);
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
                ratios.add(own.get(i).perSecond / others.get(i).perSecond);
            }
            rows.add(new FanOutRow(
                    key.receivers,
                    key.contestant,
                    own.size(),
                    Spread.of(own.stream().map(Round::perSecond).toList()),
                    Spread.of(ratios),
                    Spread.of(own.stream().map(Round::cpuMicros).toList())));
        });
        return rows;
    }
}
