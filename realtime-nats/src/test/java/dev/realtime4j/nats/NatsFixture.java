package dev.realtime4j.nats;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.TransportFixture;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.PurgeOptions;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real server behind a link that can be cut. */
final class NatsFixture implements TransportFixture, Faults {
    static final String AUTHORIZATION = "authorization { user: tck, password: \"right\" }";

    private final NatsServer server;
    private final FaultyLink link;

    NatsFixture(NatsServer server) {
        this.server = server;
        this.link = new FaultyLink(server.host(), server.port());
    }

    @Override
    public String backend() {
        return server.version() + ", jnats " + Nats.CLIENT_VERSION;
    }

    @Override
    public Set<Profile> profile() {
        return EnumSet.of(Profile.CORE, Profile.SHARED, Profile.DURABLE);
    }

    @Override
    public Transport open(RealtimeConfig config) {
        return NatsTransport.open(config);
    }

    @Override
    public Optional<String> url() {
        return Optional.of("nats://tck:right@127.0.0.1:" + link.port());
    }

    @Override
    public Optional<String> deadUrl() {
        return Optional.of(
                "nats://tck:tck-secret@127.0.0.1:" + FreePorts.find(1).get(0));
    }

    @Override
    public Optional<String> deniedUrl() {
        return Optional.of("nats://tck:tck-secret@127.0.0.1:" + server.port());
    }

    /** A subscriber's slow handlers may have to read hundreds of MB over one connection (Rule S8). */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(this);
    }

    @Override
    public Set<Kind> offered() {
        return EnumSet.of(
                Kind.CUT, Kind.OUTAGE, Kind.RESTART, Kind.RECREATE, Kind.TRIM, Kind.LOSE_TAIL, Kind.FOREIGN_DATA);
    }

    @Override
    public void cut(Runnable meanwhile) {
        link.cut();
        meanwhile.run();
    }

    @Override
    public void outage(Runnable during) {
        server.kill();
        try {
            during.run();
        } finally {
            server.start();
        }
    }

    @Override
    public void restart() {
        server.kill();
        server.start();
    }

    @Override
    public void recreate() {
        server.kill();
        server.deleteStore();
        server.start();
    }

    /** As {@code docs/nats.md} says: a record that names the end, and then a purge of what lies before it. */
    @Override
    public void trim(String channel, MessageId upTo) {
        String subject = "rt.all." + Token.of(channel);
        withServer(connection -> {
            Headers headers = new Headers()
                    .put(Records.HEAD, upTo.toString())
                    .put("Nats-Expected-Last-Subject-Sequence", Long.toString(upTo.major()));
            long mark = connection
                    .jetStream()
                    .publish(subject, headers, new byte[0])
                    .getSeqno();
            connection
                    .jetStreamManagement()
                    .purgeStream(
                            "rt_all",
                            PurgeOptions.builder()
                                    .subject(subject)
                                    .sequence(mark)
                                    .build());
        });
    }

    @Override
    public void loseTail(String channel, int count) {
        server.kill();
        StoreFiles.loseNewest(server.store(), "rt_all", "rt.all." + Token.of(channel), count);
        server.start();
    }

    @Override
    public void plantForeignData(String channel) {
        String subject = "rt.all." + Token.of(channel);
        withServer(connection -> {
            for (String data : List.of("", "{\"a\":1}", "{", "\u0000\u0001")) {
                byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
                connection.jetStream().publish(subject, bytes);
                connection.jetStream().publish(subject, new Headers().put(Records.EVENT, "e"), bytes);
                connection
                        .jetStream()
                        .publish(subject, new Headers().put(Records.EVENT, "=").put(Records.TIME, "soon"), bytes);
            }
            connection
                    .jetStream()
                    .publish(
                            subject,
                            new Headers().put(Records.EVENT, "e").put(Records.TIME, "1"),
                            "{".getBytes(StandardCharsets.UTF_8));
        });
    }

    private interface Work {
        void with(Connection connection) throws IOException, JetStreamApiException;
    }

    private void withServer(Work work) {
        try {
            Connection connection = Nats.connect("nats://tck:right@" + server.host() + ":" + server.port());
            try {
                work.with(connection);
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

    @Override
    public void close() {
        link.close();
    }
}
