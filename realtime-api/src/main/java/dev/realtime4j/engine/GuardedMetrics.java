package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metrics of an application: what they throw is logged, and concerns no message. Safe for any threads. */
final class GuardedMetrics implements RealtimeMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeMetrics.class);

    private final RealtimeMetrics metrics;
    private final AtomicBoolean told = new AtomicBoolean();

    private GuardedMetrics(RealtimeMetrics metrics) {
        this.metrics = metrics;
    }

    static RealtimeMetrics of(RealtimeMetrics metrics) {
        return metrics == NONE ? NONE : new GuardedMetrics(metrics);
    }

    /** Loudly once, since what throws does so for every message. */
    private void threw(Throwable fault) {
        if (told.compareAndSet(false, true)) {
            LOG.error("{} has thrown; when it does so again, that is logged as DEBUG", metrics, fault);
        } else {
            LOG.debug("{} has thrown again", metrics, fault);
        }
    }

    @Override
    public void emitted(boolean stored, long nanos) {
        try {
            metrics.emitted(stored, nanos);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void delivered(int count, long lagMillis) {
        try {
            metrics.delivered(count, lagMillis);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void gap(Gap.Reason reason) {
        try {
            metrics.gap(reason);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void hubs(int change) {
        try {
            metrics.hubs(change);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void subscriptions(int change) {
        try {
            metrics.subscriptions(change);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void readFromLog(int count) {
        try {
            metrics.readFromLog(count);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void healed(int count) {
        try {
            metrics.healed(count);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void rechecked(boolean found) {
        try {
            metrics.rechecked(found);
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }

    @Override
    public void saturated() {
        try {
            metrics.saturated();
        } catch (RuntimeException | Error e) {
            threw(e);
        }
    }
}
