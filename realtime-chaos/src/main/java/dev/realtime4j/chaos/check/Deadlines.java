package dev.realtime4j.chaos.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** By when something has to be done that may take its time without faults, counted anew after each of them. */
final class Deadlines {
    private final List<Facts.Fault> faults;
    /** Of each fault, when it and all before it were over. */
    private final long[] overAt;

    private final Stalls stalls;
    private final long micros;

    Deadlines(Facts facts) {
        faults = new ArrayList<>(facts.faults.values());
        faults.sort(Comparator.comparingLong(fault -> fault.begunAt));
        overAt = faults.stream().mapToLong(fault -> fault.endedAt).toArray();
        Arrays.parallelPrefix(overAt, Math::max);
        stalls = facts.stalls;
        micros = 1000 * (facts.limits().recovery() + facts.limits().grace());
    }

    /** The deadline in microseconds of the run for what could begin at a time. */
    long after(long at) {
        long begin = at;
        for (Facts.Fault fault : faults.subList(firstNotOverAt(at), faults.size())) {
            if (fault.begunAt > stalls.after(begin, micros)) {
                break;
            }
            begin = Math.max(begin, fault.endedAt);
            if (begin == Long.MAX_VALUE) {
                return begin;
            }
        }
        return stalls.after(begin, micros);
    }

    /** Those before it move no deadline: a run of hours has thousands. */
    private int firstNotOverAt(long at) {
        int found = Arrays.binarySearch(overAt, at + 1);
        int first = found < 0 ? -found - 1 : found;
        while (first > 0 && overAt[first - 1] > at) {
            first--;
        }
        return first;
    }
}
