package dev.realtime4j.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Records operations in the order in which they are told. Safe for any threads. */
public final class Recorder {
    private final long begun = System.nanoTime();
    private final List<Operation> operations = new ArrayList<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Starts the run's clock. */
    public Recorder() {}

    /**
     * Records an operation.
     *
     * @param operation makes it of its time
     */
    public void record(LongFunction<Operation> operation) {
        synchronized (operations) {
            operations.add(operation.apply(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun)));
        }
    }

    /** {@return a number that was not given before: of an emit, a subscription, a page or a fault} */
    public long number() {
        return numbers.incrementAndGet();
    }

    /** {@return what was recorded up to now} */
    public History history() {
        synchronized (operations) {
            return new History(operations);
        }
    }
}
