package dev.realtime4j.redis;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a real server. */
@Tag("once")
class RedisConformanceTest extends TransportContract {
    private static RedisServer server;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
        server.call("ACL", "SETUSER", "denied", "on", ">other", "~*", "&*", "+@all");
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements TransportFixture {
        @Override
        public String backend() {
            return server.version() + ", jedis 8.0.2";
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return RedisTransport.connect(config);
        }

        @Override
        public Optional<String> url() {
            return Optional.of(server.url());
        }

        @Override
        public Optional<String> deadUrl() {
            return Optional.of(
                    "redis://:tck-secret@127.0.0.1:" + FreePorts.find(1).get(0));
        }

        @Override
        public Optional<String> deniedUrl() {
            return Optional.of("redis://denied:tck-secret@127.0.0.1:" + server.port());
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(new RedisFaults(server));
        }

        @Override
        public void close() {}
    }
}
