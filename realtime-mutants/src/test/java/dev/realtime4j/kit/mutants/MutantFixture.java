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
    private final Way way;
    private final Crashes crashes;
    private volatile boolean over;

    MutantFixture(Broken broken, Way way, Crashes crashes) {
        this.broken = broken;
        this.way = way;
        this.crashes = crashes;
    }

    @Override
    public String backend() {
        return "in-memory with a fault";
    }

    @Override
    public Set<Profile> profile() {
        return broken.profile(way == Way.DURABLE ? Set.of(Profile.CORE, Profile.DURABLE) : Set.of(Profile.CORE));
    }

    @Override
    public RealtimeConfig.Builder config() {
        return RealtimeConfig.builder(url).clock(clock);
    }

    @Override
    public Transport open(RealtimeConfig config) {
        try {
            if (way == Way.DURABLE && raw.isEmpty()) {
                raw.add(InMemoryTransport.of(broken.config(config))); // Keeps the store while its clients are away.
            }
            Transport sound = simulated.wrap(() -> InMemoryTransport.of(broken.config(config)));
            raw.add(sound);
            return new BrokenTransport(broken, broken.over(sound), crashes, () -> over);
        } catch (RuntimeException | Error e) {
            crashes.add(e);
            throw e;
        }
    }

    @Override
    public Optional<String> deadUrl() {
        return Optional.of(RefusingProvider.deadUrl(broken.refusal()));
    }

    @Override
    public Optional<String> deniedUrl() {
        return Optional.of(RefusingProvider.deniedUrl(broken.refusal()));
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(
                switch (way) {
                    case FOREIGN -> new ForeignData();
                    case DURABLE -> new Restarts();
                    default -> simulated;
                });
    }

    @Override
    public Optional<MutableClock> clock() {
        return Optional.of(clock);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(4);
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

    /** What others write into the log. */
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

    /** Kills and restarts of a store that keeps its data. */
    private final class Restarts implements Faults {
        @Override
        public Set<Kind> offered() {
            return broken.offered(EnumSet.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE));
        }

        @Override
        public void restart() {
            simulated.recreate();
            broken.restarted(simulated);
        }
    }
}
