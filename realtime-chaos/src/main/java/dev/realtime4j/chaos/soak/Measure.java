package dev.realtime4j.chaos.soak;

import java.util.Arrays;
import java.util.List;

/** What must not grow. */
enum Measure {
    HEAP("MiB of heap after a collection", 1),
    THREADS("threads", 6),
    DESCRIPTORS("open files and sockets", 12),
    CONNECTIONS("connections to the broker", 4);

    /** Caches, pools and adaptive structures settle meanwhile. */
    private static final double WARM_UP = 0.2;

    private static final int FEWEST = 10;
    private static final double MOST_GROWTH = 1.05;

    private final String what;
    private final double slack;

    /**
     * One of them.
     *
     * @param slack by how much it may differ because of work that is just under way
     */
    Measure(String what, double slack) {
        this.what = what;
        this.slack = slack;
    }

    double of(Sample sample) {
        return switch (this) {
            case HEAP -> sample.heap() / 1_048_576.0;
            case THREADS -> sample.threads();
            case DESCRIPTORS -> sample.descriptors();
            case CONNECTIONS -> sample.connections();
        };
    }

    /**
     * How it has changed after the warm-up.
     *
     * @param measure what
     * @param before the median of the first quarter
     * @param after the median of the last quarter
     */
    record Change(Measure measure, double before, double after) {

        /** Whether it has not grown by more than 5 % and what work under way accounts for. */
        boolean isFlat() {
            return after <= before * MOST_GROWTH + measure.slack;
        }
    }

    /**
     * Compares the end with the beginning.
     *
     * @throws IllegalArgumentException if there are fewer than 10 samples
     */
    Change change(List<Sample> samples) {
        if (samples.size() < FEWEST) {
            throw new IllegalArgumentException(
                    "Growth needs " + FEWEST + " samples or more, got " + samples.size() + ": let it run longer");
        }
        List<Sample> warm = samples.subList((int) (samples.size() * WARM_UP), samples.size());
        int quarter = Math.max(1, warm.size() / 4);
        return new Change(
                this, median(warm.subList(0, quarter)), median(warm.subList(warm.size() - quarter, warm.size())));
    }

    private double median(List<Sample> samples) {
        double[] values = samples.stream().mapToDouble(this::of).sorted().toArray();
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return what;
    }
}
