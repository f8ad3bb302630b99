package dev.realtime4j.redis;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.ShortRun;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.FreePorts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a master that a Sentinel watches. */
@Tag("once")
@ShortRun({"S*", "E*", "H6", "R3"})
class RedisSentinelConformanceTest extends TransportContract {
    private static SentinelFaults faults;

    @BeforeAll
    static void launch() {
        faults = new SentinelFaults();
    }

    @AfterAll
    static void end() {
        faults.close();
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements TransportFixture {
        @Override
        public String backend() {
            return faults.version() + ", jedis 8.0.2";
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE, Profile.CLUSTERED);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return RedisTransport.connect(config);
        }

        @Override
        public Optional<String> url() {
            return Optional.of(faults.url());
        }

        @Override
        public Optional<String> deadUrl() {
            return Optional.of("redis-sentinel://:tck-secret@127.0.0.1:"
                    + FreePorts.find(1).get(0));
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(faults);
        }

        /** A Sentinel needs a second to give a master up, an election, and a moment to have the replica promoted. */
        @Override
        public Duration patience() {
            return Duration.ofSeconds(30);
        }

        @Override
        public void close() {}
    }
}
