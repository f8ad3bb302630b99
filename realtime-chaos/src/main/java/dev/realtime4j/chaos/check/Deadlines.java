package dev.realtime4j.chaos.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * By when something has to be done that may take its time without faults, counted anew after each of them. Asked for each
 * delivery, while a long run has thousands of faults: what they do is worked out once.
 */
final class Deadlines {
    private final List<Facts.Fault> faults;
    /** Of each fault, when it and all before it were over. */
    private final long[] overAt;
    /** Of each fault, the deadline for what it has put off. */
    private final long[] deadlines;

    private final Stalls stalls;
    private final long micros;

    /** For facts that are complete. */
    Deadlines(Facts facts) {
        faults = new ArrayList<>(facts.faults.values());
        faults.sort(Comparator.comparingLong(fault -> fault.begunAt));
        stalls = facts.stalls;
        micros = 1000 * (facts.limits().recovery() + facts.limits().grace());
        overAt = faults.stream().mapToLong(fault -> fault.endedAt).toArray();
        Arrays.parallelPrefix(overAt, Math::max);
        deadlines = new long[overAt.length];
        for (int i = overAt.length - 1; i >= 0; i--) {
            deadlines[i] = overAt[i] == Long.MAX_VALUE ? Long.MAX_VALUE : after(overAt[i], i + 1);
        }
    }

    /** The deadline in microseconds of the run for what could begin at a time. */
    long after(long at) {
        return after(at, firstNotOverAt(at));
    }

    /** The same, where a fault is the next that may put it off. */
    private long after(long at, int next) {
        long deadline = stalls.after(at, micros);
        return next < deadlines.length && faults.get(next).begunAt <= deadline ? deadlines[next] : deadline;
    }

    private int firstNotOverAt(long at) {
        int low = 0;
        int high = overAt.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (overAt[middle] > at) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
