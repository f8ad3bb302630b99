package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.inmemory.InMemoryTransport;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.MutableClock;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import dev.realtime4j.tck.TransportFixture;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An in-memory store whose clients have a fault. Deadlines are short: many mutants are found by what does not come. */
final class MutantFixture implements TransportFixture {
    private static final AtomicInteger STORES = new AtomicInteger();

    private final String url = "memory:mutant-" + STORES.incrementAndGet();
    private final SimulatedFaults simulated = new SimulatedFaults();
    private final MutableClock clock = new MutableClock();
    private final List<Transport> raw = new CopyOnWriteArrayList<>();
    private final Broken broken;
    private final Crashes crashes;

    MutantFixture(Broken broken, Crashes crashes) {
        this.broken = broken;
        this.crashes = crashes;
    }

    @Override
    public String backend() {
        return "in-memory with a fault";
    }

    @Override
    public Set<Profile> profile() {
        return Set.of(Profile.CORE);
    }

    @Override
    public RealtimeConfig.Builder config() {
        return RealtimeConfig.builder(url).clock(clock);
    }

    @Override
    public Transport open(RealtimeConfig config) {
        try {
            Transport sound = simulated.wrap(() -> InMemoryTransport.of(broken.config(config)));
            raw.add(sound);
            return new BrokenTransport(broken, broken.over(sound), crashes);
        } catch (RuntimeException | Error e) {
            crashes.add(e);
            throw e;
        }
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(new WithForeignData());
    }

    @Override
    public Optional<MutableClock> clock() {
        return Optional.of(clock);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Duration quiet() {
        return Duration.ofMillis(100);
    }

    @Override
    public void close() {
        raw.forEach(Transport::close);
    }

    /** All that can be simulated, and records of foreign writers. */
    private final class WithForeignData implements Faults {
        @Override
        public Set<Kind> offered() {
            Set<Kind> offered = EnumSet.copyOf(simulated.offered());
            offered.add(Kind.FOREIGN_DATA);
            return offered;
        }

        @Override
        public void cut(Runnable meanwhile) {
            simulated.cut(meanwhile);
        }

        @Override
        public void outage(Runnable during) {
            simulated.outage(during);
        }

        @Override
        public void trim(String channel, MessageId upTo) {
            simulated.trim(channel, upTo);
        }

        @Override
        public void loseTail(String channel, int count) {
            simulated.loseTail(channel, count);
        }

        @Override
        public void recreate() {
            simulated.recreate();
        }

        @Override
        public void plantForeignData(String channel) {
            Foreign.plant(raw.get(0), channel);
        }
    }
}
