package dev.realtime4j.chaos.fault;

import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Recorder;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Strikes a backend again and again, one fault at a time, until it is told to stop; by one thread. */
public final class Nemesis implements Runnable {
    /** Long enough for all to recover, so that the time it takes is judged. */
    private static final Duration REST = Duration.ofSeconds(12);

    /** What a fault takes at most, with the quiet before it, but for a few. */
    private static final long FAULT_MILLIS = 2500;

    private final Backend backend;
    private final List<Fault> faults;
    private final Recorder recorder;
    private final Random random;
    private final double pace;
    private final Stop struckOnce;
    private final Stop stop;
    private final Consumer<String> progress;

    /**
     * Prepares it.
     *
     * @param backend what it strikes
     * @param faults all that it may do
     * @param recorder where it is recorded
     * @param seed what its choices are drawn from
     * @param length how long it is to strike; a round of all faults fits in
     * @param struckOnce is said by it once every fault has struck
     * @param stop ends it
     * @param progress is told each fault
     */
    public Nemesis(
            Backend backend,
            List<Fault> faults,
            Recorder recorder,
            long seed,
            Duration length,
            Stop struckOnce,
            Stop stop,
            Consumer<String> progress) {
        this.backend = backend;
        this.faults = List.copyOf(faults);
        this.recorder = recorder;
        this.random = new Random(seed);
        this.pace = Math.min(1, (double) length.toMillis() / (faults.size() * FAULT_MILLIS));
        this.struckOnce = struckOnce;
        this.stop = stop;
        this.progress = progress;
    }

    @Override
    public void run() {
        while (!stop.isSaid()) {
            Deque<Fault> round = round();
            while (!round.isEmpty() && !stop.within(Duration.ofMillis((long) (pace * random.nextLong(200, 1200))))) {
                strike(round.remove());
            }
            struckOnce.say();
            stop.within(REST);
        }
    }

    private Deque<Fault> round() {
        List<Fault> shuffled = new ArrayList<>(faults);
        Collections.shuffle(shuffled, random);
        return new ArrayDeque<>(shuffled);
    }

    private void strike(Fault fault) {
        backend.awaitWhole();
        long number = recorder.number();
        progress.accept(fault.kind());
        recorder.record(at -> new Operation.FaultBegun(at, number, fault.kind()));
        fault.strike().accept(new Blow(number, recorder, random, stop, pace));
        recorder.record(at -> new Operation.FaultEnded(at, number));
    }
}
