package dev.realtime4j.chaos;

import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Recorder;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what a client tells of itself: only whether faults have hit something, never whether a promise was kept. */
final class Counting implements RealtimeMetrics {
    private final LongAdder healed = new LongAdder();
    private final LongAdder reads = new LongAdder();

    @Override
    public void healed(int count) {
        healed.add(count);
    }

    @Override
    public void readFromLog(int count) {
        reads.increment();
    }

    void record(String node, Recorder recorder) {
        recorder.record(at -> new Operation.Counted(at, node, Exercise.HEALS, healed.sum()));
        recorder.record(at -> new Operation.Counted(at, node, Exercise.READS_FROM_LOG, reads.sum()));
    }
}
