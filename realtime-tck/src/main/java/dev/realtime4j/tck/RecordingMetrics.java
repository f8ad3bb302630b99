package dev.realtime4j.tck;

import dev.realtime4j.Gap;
import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what a Realtime tells of itself. */
final class RecordingMetrics implements RealtimeMetrics {
    final AtomicLong delivered = new AtomicLong();
    final AtomicInteger gaps = new AtomicInteger();
    final AtomicInteger hubs = new AtomicInteger();
    final AtomicInteger subscriptions = new AtomicInteger();
    final AtomicInteger readsFromLog = new AtomicInteger();
    /** Messages that the live path had not told. */
    final AtomicInteger healed = new AtomicInteger();
    /** Rechecks that found something. */
    final AtomicInteger found = new AtomicInteger();

    final AtomicInteger saturated = new AtomicInteger();

    @Override
    public void delivered(int count, long lagMillis) {
        delivered.addAndGet(count);
    }

    @Override
    public void gap(Gap.Reason reason) {
        gaps.incrementAndGet();
    }

    @Override
    public void hubs(int change) {
        hubs.addAndGet(change);
    }

    @Override
    public void subscriptions(int change) {
        subscriptions.addAndGet(change);
    }

    @Override
    public void readFromLog(int count) {
        readsFromLog.incrementAndGet();
    }

    @Override
    public void healed(int count) {
        healed.addAndGet(count);
    }

    @Override
    public void rechecked(boolean something) {
        if (something) {
            found.incrementAndGet();
        }
    }

    @Override
    public void saturated() {
        saturated.incrementAndGet();
    }
}
