package dev.realtime4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same work done by Realtime and by a peer, in turns: what each round gave, and the ratio within each round. */
public final class Comparison {
    private static final String[] COLUMNS = {
        "what", "peer", "unit", "peer's", "Realtime's", "ratio", "least", "most", "wanted", "complete"
    };

    private final String what;
    private final String unit;
    private final String peer;
    private final List<Double> theirs = new ArrayList<>();
    private final List<Double> ours = new ArrayList<>();

    private Comparison(String what, String unit, String peer) {
        this.what = what;
        this.unit = unit;
        this.peer = peer;
    }

    /** Does the work once. */
    @FunctionalInterface
    public interface Work {
        /**
         * Works.
         *
         * @return what was measured
         * @throws Exception if anything was lost or out of order
         */
        double measure() throws Exception;
    }

    /**
     * Measures in turns.
     *
     * @param what what is measured
     * @param unit its unit
     * @param warmUps how many rounds are not counted
     * @param rounds how many are
     * @param peer who is compared with
     * @param theirs the peer's work
     * @param ours Realtime's work
     * @return the rounds
     * @throws Exception if a work throws it
     */
    public static Comparison inTurns(
            String what, String unit, int warmUps, int rounds, String peer, Work theirs, Work ours) throws Exception {
        Comparison comparison = new Comparison(what, unit, peer);
        for (int round = -warmUps; round < rounds; round++) {
            Noise.look();
            double other = theirs.measure();
            double own = ours.measure();
            if (round >= 0) {
                comparison.theirs.add(other);
                comparison.ours.add(own);
            }
        }
        return comparison;
    }

    /**
     * Takes what has been measured.
     *
     * @param what what it is
     * @param unit its unit
     * @param peer who is compared with
     * @param theirs the peer's value of each round
     * @param ours Realtime's value of the same round
     * @return the rounds
     */
    public static Comparison of(String what, String unit, String peer, List<Double> theirs, List<Double> ours) {
        Comparison comparison = new Comparison(what, unit, peer);
        comparison.theirs.addAll(theirs);
        comparison.ours.addAll(ours);
        return comparison;
    }

    /**
     * An empty table for comparisons.
     *
     * @param name its name
     * @return the table
     */
    public static Results table(String name) {
        return new Results(name, COLUMNS);
    }

    /**
     * Prints the medians, and adds them to a table.
     *
     * @param results the table, see {@link #table}
     * @param wanted what the ratio of Realtime's value to the peer's should be
     */
    public void report(Results results, Wanted wanted) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        Spread ratio = Spread.of(ratios);
        double own = Spread.of(ours).median();
        double other = Spread.of(theirs).median();
        System.out.printf(
                Locale.ROOT,
                "%-50s %,14.2f %-5s %-28s %,14.2f  ratio %6.2f (%.2f to %.2f), wanted %s%n",
                what,
                own,
                unit,
                peer,
                other,
                ratio.median(),
                ratio.least(),
                ratio.most(),
                wanted);
        results.add(what, peer, unit, other, own, ratio.median(), ratio.least(), ratio.most(), wanted, true);
    }
}
