package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.ShortRun;
import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a real cluster. */
@Tag("once")
@ShortRun({"S*", "E*", "H6", "R3"})
class RedisClusterConformanceTest extends TransportContract {
    private static RedisCluster cluster;
    private static volatile String lastChannel = "";

    @BeforeAll
    static void launch() {
        cluster = RedisCluster.launch();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Override
    protected TransportFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements TransportFixture {
        @Override
        public String backend() {
            return cluster.version() + ", jedis 8.0.2";
        }

        @Override
        public Set<Profile> profile() {
            return Set.of(Profile.CORE, Profile.SHARED, Profile.DURABLE, Profile.CLUSTERED);
        }

        @Override
        public Transport open(RealtimeConfig config) {
            return new Noting(RedisTransport.connect(config));
        }

        @Override
        public Optional<String> url() {
            return Optional.of(cluster.url());
        }

        /** The nodes that were the replicas when the cluster was launched. */
        @Override
        public Optional<String> peerUrl() {
            return Optional.of(cluster.otherUrl());
        }

        @Override
        public Optional<String> deadUrl() {
            return Optional.of(
                    "redis-cluster://:tck-secret@127.0.0.1:" + FreePorts.find(1).get(0));
        }

        @Override
        public Optional<Faults> faults() {
            return Optional.of(new ClusterFaults(cluster, () -> lastChannel));
        }

        /** A cluster needs its node timeout, an election, and a moment to tell everybody. */
        @Override
        public Duration patience() {
            return Duration.ofSeconds(20);
        }

        @Override
        public void close() {}
    }

    /** Notes the channel to which was emitted last. */
    private record Noting(Transport next) implements Transport {
        @Override
        public CompletionStage<MessageId> append(String channel, Entry entry) {
            lastChannel = channel;
            return next.append(channel, entry);
        }

        @Override
        public CompletionStage<Page> read(String channel, ReadRequest request) {
            return next.read(channel, request);
        }

        @Override
        public CompletionStage<Tail> listen(String channel, Sink sink) {
            return next.listen(channel, sink);
        }

        @Override
        public void close() {
            next.close();
        }
    }
}
