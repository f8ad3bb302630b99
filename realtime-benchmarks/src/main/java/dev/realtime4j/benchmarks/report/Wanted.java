package dev.realtime4j.benchmarks.report;

import java.util.Locale;

/**
 * What is wanted of a ratio of Realtime's value to another one.
 *
 * @param bound the bound
 * @param atMost whether smaller ratios are better
 */
public record Wanted(double bound, boolean atMost) {

    /**
     * Where more is better.
     *
     * @param bound the least ratio
     * @return what is wanted
     */
    public static Wanted atLeast(double bound) {
        return new Wanted(bound, false);
    }

    /**
     * Where less is better.
     *
     * @param bound the largest ratio
     * @return what is wanted
     */
    public static Wanted atMost(double bound) {
        return new Wanted(bound, true);
    }

    /** Reads what {@link #toString} has written. */
    static Wanted parse(String text) {
        double bound = Double.parseDouble(text.substring(2));
        return text.charAt(0) == '≤' ? atMost(bound) : atLeast(bound);
    }

    /** Whether a ratio is as good as is wanted, as far as two digits tell. */
    boolean isReachedBy(double ratio) {
        double rounded = Math.round(ratio * 100) / 100.0;
        return atMost ? rounded <= bound : rounded >= bound;
    }

    @Override
    public String toString() {
        String number = String.format(Locale.ROOT, bound == Math.rint(bound) ? "%.0f" : "%s", bound);
        return (atMost ? "≤ " : "≥ ") + number;
    }
}
