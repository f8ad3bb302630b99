package dev.realtime4j.server;

import dev.realtime4j.Gap;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.http.HttpStats;
import dev.realtime4j.http.RealtimeHttp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** What {@code /metrics} tells. Safe for any threads. */
final class ServerMetrics implements RealtimeMetrics {
    private final Timer stored;
    private final Timer failed;
    private final Counter delivered;
    private final AtomicLong lag = new AtomicLong();
    private final Map<Gap.Reason, Counter> gaps = new EnumMap<>(Gap.Reason.class);
    private final AtomicInteger hubs = new AtomicInteger();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Counter readFromLog;
    private final Counter healed;
    private final Counter saturated;

    ServerMetrics(MeterRegistry registry) {
        stored = Timer.builder("realtime.emits")
                .tag("stored", "yes")
                .description("Emits")
                .register(registry);
        failed = Timer.builder("realtime.emits")
                .tag("stored", "no")
                .description("Emits")
                .register(registry);
        delivered = Counter.builder("realtime.delivered")
                .description("Messages handed to subscriptions")
                .register(registry);
        Gauge.builder("realtime.lag", lag, AtomicLong::doubleValue)
                .baseUnit("ms")
                .description("Age of the message delivered last")
                .register(registry);
        for (Gap.Reason reason : Gap.Reason.values()) {
            gaps.put(
                    reason,
                    Counter.builder("realtime.gaps")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .description("Gaps and resets told to subscriptions")
                            .register(registry));
        }
        Gauge.builder("realtime.channels", hubs, AtomicInteger::doubleValue)
                .description("Channels that are followed")
                .register(registry);
        Gauge.builder("realtime.subscriptions", subscriptions, AtomicInteger::doubleValue)
                .description("Subscriptions")
                .register(registry);
        readFromLog = Counter.builder("realtime.read.from.log")
                .description("Messages read from the log for subscriptions that were behind")
                .register(registry);
        healed = Counter.builder("realtime.healed")
                .description("Messages that the live path had not told")
                .register(registry);
        saturated = Counter.builder("realtime.saturated")
                .description("Handlers that had to wait for a thread")
                .register(registry);
    }

    /** Adds the counts of the HTTP face. */
    static void bind(MeterRegistry registry, RealtimeHttp http) {
        Gauge.builder("realtime.http.streams", http, face -> face.stats().openStreams())
                .description("Streams that are open")
                .register(registry);
        count(registry, http, "opened", "Streams opened", HttpStats::openedStreams);
        count(registry, http, "refused", "Streams refused for a limit", HttpStats::refusedStreams);
        count(registry, http, "messages", "Messages given to streams", HttpStats::messages);
        count(registry, http, "bytes", "Bytes written to streams", HttpStats::bytes);
    }

    private static void count(
            MeterRegistry registry,
            RealtimeHttp http,
            String name,
            String description,
            ToDoubleFunction<HttpStats> value) {
        FunctionCounter.builder("realtime.http." + name, http, face -> value.applyAsDouble(face.stats()))
                .description(description)
                .register(registry);
    }

    @Override
    public void emitted(boolean isStored, long nanos) {
        (isStored ? stored : failed).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void delivered(int count, long lagMillis) {
        delivered.increment(count);
        lag.lazySet(lagMillis);
    }

    @Override
    public void gap(Gap.Reason reason) {
        Counter counter = gaps.get(reason);
        if (counter != null) {
            counter.increment();
        }
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
        readFromLog.increment(count);
    }

    @Override
    public void healed(int count) {
        healed.increment(count);
    }

    @Override
    public void saturated() {
        saturated.increment();
    }
}
