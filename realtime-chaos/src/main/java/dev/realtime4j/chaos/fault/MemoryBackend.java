package dev.realtime4j.chaos.fault;

import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.inmemory.InMemoryTransport;
import dev.realtime4j.tck.SimulatedFaults;
import dev.realtime4j.tck.broker.FaultyLink;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The in-memory store, with faults that are simulated between it and its clients. */
public final class MemoryBackend implements Backend {
    private static final AtomicInteger STORES = new AtomicInteger();

    private final String url = "memory:chaos-" + STORES.incrementAndGet();
    private final SimulatedFaults faults = new SimulatedFaults();

    /** Makes a store of its own. */
    public MemoryBackend() {
        faults.declareLossy();
    }

    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public Realtime connect(int node, UnaryOperator<RealtimeConfig.Builder> settings) {
        return connectDirectly(settings);
    }

    /** Trims are simulated too, so that this client has to be behind them. */
    @Override
    public Realtime connectDirectly(UnaryOperator<RealtimeConfig.Builder> settings) {
        RealtimeConfig config = settings.apply(RealtimeConfig.builder(url)).build();
        return Realtime.over(faults.wrap(() -> InMemoryTransport.of(config)), config);
    }

    @Override
    public List<Fault> faults(Auditor auditor) {
        return List.of(
                new Fault("cut", blow -> faults.cut(blow::hold)),
                new Fault("outage", blow -> faults.outage(blow::hold)),
                new Fault("refuse appends", blow -> failAppends(blow, SimulatedFaults.Moment.BEFORE_STORING)),
                new Fault("lose acknowledgements", blow -> failAppends(blow, SimulatedFaults.Moment.AFTER_STORING)),
                new Fault("late live path", this::delay),
                new Fault("lossy live path", this::lose),
                Trims.of("many-b", auditor, faults::trim));
    }

    private void failAppends(Blow blow, SimulatedFaults.Moment moment) {
        faults.failAppends(channel -> true, moment);
        blow.hold();
        faults.healAppends();
    }

    private void delay(Blow blow) {
        faults.delayLive(Duration.ofMillis(blow.random().nextLong(1, 200)));
        blow.hold();
        faults.delayLive(Duration.ZERO);
    }

    private void lose(Blow blow) {
        faults.loseLive(true);
        blow.hold();
        faults.loseLive(false);
    }

    @Override
    public List<FaultyLink> links() {
        return List.of();
    }

    /** Emits are answered at once, so that none can be broken on its way; and nothing sets this log back. */
    @Override
    public Set<Exercise> demanded() {
        return EnumSet.complementOf(EnumSet.of(Exercise.BROKEN_EMITS, Exercise.RESETS));
    }

    @Override
    public void close() {}
}
