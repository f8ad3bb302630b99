package dev.realtime4j.kafka;

/**
 * How much time passes from record to record of a partition: the sum of all steps ahead of their times. The records' own times
 * step back where a broker's clock is set or another broker leads; this never does, and whoever sums up what lies between two
 * records comes to the same, wherever he begins. Without steps back it is the difference of their times. Not safe for several
 * threads.
 */
final class LogTime {
    /** Stands for the time of a record where there is none. */
    static final long NONE = Long.MIN_VALUE;

    private long first = NONE;
    private long last = NONE;
    private long passed;

    /** Takes the time of the next record. */
    void take(long time) {
        if (last == NONE) {
            first = time;
        } else {
            passed += between(last, time);
        }
        last = time;
    }

    /** How much passes from one record to the next, by their times. */
    static long between(long earlier, long later) {
        return earlier == NONE || later == NONE ? 0 : Math.max(0, later - earlier);
    }

    /** The time of the first record. */
    long first() {
        return first;
    }

    /** The time of the last record. */
    long last() {
        return last;
    }

    /** How much has passed from the first record to the last. */
    long passed() {
        return passed;
    }

    /** Whether no time steps back. */
    boolean isSteady() {
        return last == NONE || passed == last - first;
    }

    /** The same, to be kept. */
    LogTime copy() {
        LogTime copy = new LogTime();
        copy.first = first;
        copy.last = last;
        copy.passed = passed;
        return copy;
    }

    /** What {@link #first}, {@link #last} and {@link #passed} were. */
    static LogTime of(long first, long last, long passed) {
        LogTime time = new LogTime();
        time.first = first;
        time.last = last;
        time.passed = passed;
        return time;
    }
}
