package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What is right in an unusual way passes the kit as well. */
abstract class UnusualConformanceTest extends TransportContract {
    private static final AtomicInteger STORES = new AtomicInteger();
    /** As coarse as that of some systems is. */
    private static final Clock COARSE = Clock.tick(Clock.systemUTC(), Duration.ofMillis(16));

    private final UnusualTransport.Live live;

    UnusualConformanceTest(UnusualTransport.Live live) {
        this.live = live;
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture(live);
    }

    private static final class Fixture implements TransportFixture {
        private final String store = "memory:unusual-" + STORES.incrementAndGet();
        private final SimulatedFaults faults = new SimulatedFaults();
        private final Map<Long, MessageId> ids = new ConcurrentHashMap<>();
        private final UnusualTransport.Live live;

        Fixture(UnusualTransport.Live live) {
            this.live = live;
        }

        @Override
        public String backend() {
            return "in-memory in an unusual way";
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE);
        }

        @Override
        public RealtimeConfig.Builder config() {
            return RealtimeConfig.builder(store).clock(COARSE);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return faults.wrap(() -> new UnusualTransport(InMemoryTransport.of(config), live, ids));
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(faults);
        }

        @Override
        public void close() {}
    }
}
