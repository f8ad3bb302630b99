package dev.realtime4j.kit.mutants;

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
    private final boolean foreign;
    private final Crashes crashes;
    private volatile boolean over;

    MutantFixture(Broken broken, boolean foreign, Crashes crashes) {
        this.broken = broken;
        this.foreign = foreign;
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
            return new BrokenTransport(broken, broken.over(sound), crashes, () -> over);
        } catch (RuntimeException | Error e) {
            crashes.add(e);
            throw e;
        }
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(foreign ? new ForeignData() : simulated);
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
        over = true;
        raw.forEach(Transport::close);
    }

    /** What others write into the log. The kit looks for simulated faults by their class: they cannot be extended. */
    private final class ForeignData implements Faults {
        @Override
        public Set<Kind> offered() {
            return EnumSet.of(Kind.FOREIGN_DATA);
        }

        @Override
        public void plantForeignData(String channel) {
            Foreign.plant(raw.get(0), channel);
        }
    }
}
