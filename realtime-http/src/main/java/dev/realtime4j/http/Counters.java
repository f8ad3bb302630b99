package dev.realtime4j.http;

import java.util.concurrent.atomic.LongAdder;

/** Counts what is sent. Safe for any threads. */
final class Counters {
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder refused = new LongAdder();

    void frame() {
        frames.increment();
    }

    void written(int count) {
        bytes.add(count);
    }

    void opened() {
        opened.increment();
    }

    void refused() {
        refused.increment();
    }

    HttpStats stats(int open) {
        return new HttpStats(open, opened.sum(), refused.sum(), frames.sum(), bytes.sum());
    }
}
