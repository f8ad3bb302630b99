package dev.realtime4j.inmemory;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.MutableClock;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class InMemoryConformanceTest extends TransportContract {
    private static final AtomicInteger STORES = new AtomicInteger();

    @Override
    protected TransportFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements TransportFixture {
        private final String store = "memory:tck-" + STORES.incrementAndGet();
        private final SimulatedFaults faults = new SimulatedFaults();
        private final MutableClock clock = new MutableClock();

        @Override
        public String backend() {
            return "in-memory";
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE);
        }

        @Override
        public RealtimeConfig.Builder config() {
            return RealtimeConfig.builder(store).clock(clock);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return faults.wrap(() -> InMemoryTransport.of(config));
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(faults);
        }

        @Override
        public Optional<MutableClock> clock() {
            return Optional.of(clock);
        }

        @Override
        public void close() {}
    }
}
