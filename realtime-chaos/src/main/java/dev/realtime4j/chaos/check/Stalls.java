package dev.realtime4j.chaos.check;

import dev.realtime4j.chaos.history.Operation.Stalled;
import java.util.TreeMap;

/** When the machine had no time for the process that did the work: none of that counts for how long something took. */
final class Stalls {
    /** By the time at which each ended, in microseconds of the run. One ends before the next begins. */
    private final TreeMap<Long, Stalled> byEnd = new TreeMap<>();

    /** Takes the next one. */
    void add(Stalled stall) {
        byEnd.put(stall.at(), stall);
    }

    /** When something has to be done that may take a while from a time on. */
    long after(long begin, long micros) {
        long left = micros;
        long at = begin;
        for (Stalled stall : byEnd.tailMap(begin, false).values()) {
            long free = stall.at() - stall.micros() - at;
            if (free >= left) {
                break;
            }
            left -= Math.max(0, free);
            at = stall.at();
        }
        return at + left;
    }

    /** How long all were together. */
    long total() {
        return byEnd.values().stream().mapToLong(Stalled::micros).sum();
    }
}
