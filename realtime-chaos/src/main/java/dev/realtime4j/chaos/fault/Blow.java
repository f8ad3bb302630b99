package dev.realtime4j.chaos.fault;

import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Recorder;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * One fault as it happens.
 *
 * @param number its number in the history
 * @param recorder where what it destroys is recorded
 * @param random where choices are drawn from
 * @param stop ends what is held
 * @param pace 1, or less in a run that is short for all its faults
 */
public record Blow(long number, Recorder recorder, RandomGenerator random, Stop stop, double pace) {

    /** Lets the fault last for a while. */
    void hold() {
        hold(200, 2500);
    }

    /** Records that nothing which is started from now on is carried out before the fault has ended. */
    void recordDown() {
        recorder.record(at -> new Operation.Down(at, number));
    }

    void hold(long leastMillis, long mostMillis) {
        stop.within(Duration.ofMillis((long) (pace * random.nextLong(leastMillis, mostMillis))));
    }
}
