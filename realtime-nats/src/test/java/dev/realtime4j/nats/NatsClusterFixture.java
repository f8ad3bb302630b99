package dev.realtime4j.nats;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.NatsCluster;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.api.ClusterInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Three real servers with three copies of each stream, each behind a link that can be cut. */
final class NatsClusterFixture implements TransportFixture, Faults {
    private static final String STREAM_WITH_A_LEADER_TO_LOSE = "_p-many-";
    private static final Duration ELECTION = Duration.ofSeconds(60);
    /** How often a server was killed so far. */
    private static final AtomicInteger KILLS = new AtomicInteger();

    private final NatsCluster cluster;
    private final List<FaultyLink> links;
    private final String prefix;

    NatsClusterFixture(NatsCluster cluster) {
        this.cluster = cluster;
        this.prefix = divergesOnceKilled(cluster) ? "rt" + KILLS.get() : "rt";
        this.links = cluster.nodes().stream()
                .map(node -> new FaultyLink(node.host(), node.port()))
                .toList();
    }

    /**
     * Servers 2.9 may hold different messages once one was killed ({@code docs/reliability.md}). There the tests after such a
     * test have streams of their own, so that none fails for another one's fault.
     */
    private static boolean divergesOnceKilled(NatsCluster cluster) {
        return cluster.nodes().get(0).version().startsWith("NATS 2.9.");
    }

    /** A node that takes connections may still have no leader to serve it. */
    static void awaitLeaders(NatsCluster cluster) {
        Awaitility.await().atMost(ELECTION).ignoreExceptions().until(() -> {
            Connection connection = connect(cluster);
            try {
                for (String stream : connection.jetStreamManagement().getStreamNames()) {
                    ClusterInfo info = connection
                            .jetStreamManagement()
                            .getStreamInfo(stream)
                            .getClusterInfo();
                    if (info.getLeader() == null) {
                        return false;
                    }
                }
                return true;
            } finally {
                connection.close();
            }
        });
    }

    private static Connection connect(NatsCluster cluster) throws IOException, InterruptedException {
        return Nats.connect(cluster.nodes().stream()
                .map(node -> "nats://tck:right@" + node.host() + ":" + node.port())
                .collect(Collectors.joining(",")));
    }

    @Override
    public String backend() {
        return cluster.nodes().size() + " servers of " + cluster.nodes().get(0).version() + ", jnats "
                + Nats.CLIENT_VERSION;
    }

    @Override
    public Set<Profile> profile() {
        return EnumSet.allOf(Profile.class);
    }

    @Override
    public Transport open(RealtimeConfig config) {
        return NatsTransport.open(config);
    }

    /** All servers but the last, which is the second process's own: of the two at least one is at a follower. */
    @Override
    public Optional<String> url() {
        return Optional.of(linked(links.subList(0, links.size() - 1)));
    }

    @Override
    public Optional<String> peerUrl() {
        return Optional.of(linked(links.subList(links.size() - 1, links.size())));
    }

    private String linked(List<FaultyLink> links) {
        return "nats://tck:right@"
                + links.stream().map(link -> "127.0.0.1:" + link.port()).collect(Collectors.joining(","))
                + "?replicas=3&prefix=" + prefix;
    }

    @Override
    public Optional<String> deadUrl() {
        return Optional.of("nats://tck:tck-secret@"
                + FreePorts.find(2).stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    }

    @Override
    public Optional<String> deniedUrl() {
        return Optional.of(
                "nats://tck:tck-secret@127.0.0.1:" + cluster.nodes().get(0).port());
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(40);
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(this);
    }

    /** As {@code docs/reliability.md} says: measured without this library, too. */
    @Override
    public Map<String, String> excused() {
        return divergesOnceKilled(cluster)
                ? Map.of(
                        "E3_aFailedEmitIsNeverStoredAfterALaterOne",
                        "servers 2.9 of a cluster hold different messages once all were killed while they stored some")
                : Map.of();
    }

    @Override
    public Set<Kind> offered() {
        return EnumSet.of(Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE, Kind.LOSE_NODE);
    }

    @Override
    public void cut(Runnable meanwhile) {
        links.forEach(FaultyLink::cut);
        meanwhile.run();
    }

    @Override
    public void outage(Runnable during) {
        cluster.nodes().forEach(NatsServer::kill);
        try {
            during.run();
        } finally {
            start();
        }
    }

    @Override
    public void restart() {
        cluster.nodes().forEach(NatsServer::kill);
        start();
    }

    @Override
    public void recreate() {
        cluster.nodes().forEach(NatsServer::kill);
        cluster.nodes().forEach(NatsServer::deleteStore);
        start();
    }

    private void start() {
        KILLS.incrementAndGet();
        cluster.nodes().forEach(NatsServer::start);
        awaitLeaders(cluster);
    }

    @Override
    public void loseNode(Runnable during) {
        NatsServer node = cluster.node(leader(cluster, prefix + STREAM_WITH_A_LEADER_TO_LOSE));
        KILLS.incrementAndGet();
        node.kill();
        try {
            during.run();
        } finally {
            node.start();
            awaitLeaders(cluster);
        }
    }

    /** The name of the server that leads a stream. */
    static String leader(NatsCluster cluster, String stream) {
        try {
            Connection connection = connect(cluster);
            try {
                return connection
                        .jetStreamManagement()
                        .getStreamInfo(stream)
                        .getClusterInfo()
                        .getLeader();
            } finally {
                connection.close();
            }
        } catch (IOException | JetStreamApiException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A URL that names these servers, for streams with three copies. */
    static String url(List<NatsServer> nodes) {
        return "nats://tck:right@"
                + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","))
                + "?replicas=3";
    }

    @Override
    public void close() {
        links.forEach(FaultyLink::close);
    }
}
