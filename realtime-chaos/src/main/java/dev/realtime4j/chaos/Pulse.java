package dev.realtime4j.chaos;

import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Recorder;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Records for how long the machine has had no time for this process, so that nothing is called late for which nobody had a
 * processor. Waits and does nothing else.
 */
final class Pulse implements Runnable {
    private static final Duration BEAT = Duration.ofMillis(50);
    /** What is later has had to wait for others. */
    private static final long NOTED_MICROS = 20_000;

    private final Recorder recorder;
    private final Stop stop;

    Pulse(Recorder recorder, Stop stop) {
        this.recorder = recorder;
        this.stop = stop;
    }

    @Override
    public void run() {
        long begun = System.nanoTime();
        while (!stop.within(BEAT)) {
            long now = System.nanoTime();
            long late = TimeUnit.NANOSECONDS.toMicros(now - begun - BEAT.toNanos());
            if (late > NOTED_MICROS) {
                recorder.record(at -> new Operation.Stalled(at, late));
            }
            begun = now;
        }
    }
}
