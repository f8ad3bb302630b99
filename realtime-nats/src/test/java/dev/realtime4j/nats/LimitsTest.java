package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime4j.EmitException;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.NatsServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server's limits, place and clock do to channels. */
@Tag("once")
class LimitsTest {
    @TempDir
    private Path files;

    private String jetStream(String more) {
        return "jetstream { store_dir: \"" + files.resolve("store-" + more.hashCode()) + "\", " + more + " }";
    }

    /** The stream's own limit takes old messages earlier than configured: a late reader is told, a live one misses nothing. */
    @Test
    void aFullStreamGivesWayAndTells() {
        try (NatsServer server = NatsServer.launch();
                Client client = new Client("nats://127.0.0.1:" + server.port() + "?max-bytes=300000");
                Client late = new Client("nats://127.0.0.1:" + server.port() + "?max-bytes=300000")) {
            client.subscribe("c");
            MessageId first = client.emit("c", "x".repeat(10_000));
            for (int i = 0; i < 100; i++) {
                client.emit("c", i + "x".repeat(10_000));
            }
            Awaitility.await().atMost(Client.SECONDS).until(() -> client.told().size() == 101);
            assertThat(client.gaps()).isEmpty();
            assertThat(client.history("c")).hasSizeBetween(20, 30);
            List<Gap> gaps = new CopyOnWriteArrayList<>();
            late.realtime() // which holds nothing in memory
                    .channel("c")
                    .subscribe(options ->
                            options.after(first).onMessage(message -> {}).onGap(gaps::add));
            Awaitility.await().atMost(Client.SECONDS).until(() -> gaps.size() == 1);
        }
    }

    /** The server has no room at all: emits fail in time and are known not to be stored; what is stored stays readable. */
    @Test
    void aFullServerRefuses() {
        try (NatsServer server = NatsServer.launch(jetStream("max_file_store: 1000000"));
                Client client = new Client("nats://127.0.0.1:" + server.port())) {
            List<MessageId> stored = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            stored.add(client.emit("c", "x".repeat(10_000)));
                        }
                    })
                    .isInstanceOf(EmitException.class)
                    .satisfies(e -> assertThat(((EmitException) e).stored()).isEqualTo(EmitException.Stored.NO));
            assertThat(stored).hasSizeGreaterThan(50);
            assertThat(client.history("c")).hasSameSizeAs(stored);
        }
    }

    /**
     * Nothing can be written any more. What a server of 2.9 could not store it does not answer, nor anything after it before it
     * is restarted; what it has acknowledged is there then.
     */
    @Test
    void aFullDiskLosesNothing() {
        assumeTrue(NatsServer.canFillDisk(), "This system has no means to fill a disk for one process");
        try (NatsServer server = NatsServer.launchOnSmallDisk(1 << 20);
                Client client = new Client("nats://127.0.0.1:" + server.port())) {
            client.subscribe("c");
            client.emit("c", "before");
            List<String> acknowledged = new ArrayList<>();
            server.fillDisk();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            client.emit("c", i + "x".repeat(1_000));
                            acknowledged.add("\"" + i + "x".repeat(1_000) + "\"");
                        }
                    })
                    .isInstanceOf(EmitException.class);
            server.freeDisk();
            server.kill();
            server.start();
            client.emitSurely("c", "after");
            client.awaitTold("\"after\"");
            assertThat(client.history("c")).containsAll(acknowledged).isEqualTo(client.told());
            assertThat(client.gaps()).isEmpty();
        }
    }

    /** What waits for a connection meets the server's limit only when it is sent. */
    @Test
    void whatIsTooLargeForTheServerHarmsNobodyElse() {
        try (NatsServer server = NatsServer.launch("max_payload: 65536");
                FaultyLink link = new FaultyLink(server.host(), server.port());
                NatsTransport transport = TestTransports.open("nats://127.0.0.1:" + link.port())) {
            String large = "\"" + "x".repeat(70_000) + "\"";
            link.refuse();
            List<CompletableFuture<MessageId>> tooLarge = new ArrayList<>();
            Awaitility.await("one waits").atMost(Client.SECONDS).until(() -> {
                tooLarge.add(append(transport, "large", large));
                return !tooLarge.get(tooLarge.size() - 1).isDone();
            });
            List<CompletableFuture<MessageId>> others = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                others.add(append(transport, "small-" + i, "1"));
            }
            tooLarge.add(append(transport, "large", large));
            others.add(append(transport, "large", "1"));
            link.restore();
            others.forEach(other -> assertThat(other.join()).isNotNull());
            for (CompletableFuture<MessageId> emit : tooLarge) {
                assertThatThrownBy(emit::join)
                        .cause()
                        .isInstanceOfSatisfying(EmitException.class, e -> {
                            assertThat(e.stored()).isEqualTo(EmitException.Stored.NO);
                            assertThat(e.retryable()).isFalse();
                        })
                        .hasMessageContaining("max-data-bytes");
            }
        }
    }

    private static CompletableFuture<MessageId> append(NatsTransport transport, String channel, String json) {
        return transport
                .append(channel, TestTransports.entry(json, null))
                .toCompletableFuture()
                .orTimeout(15, TimeUnit.SECONDS);
    }

    /** The application speaks to a leaf node, the streams are at the hub. */
    @Test
    void streamsBehindALeafNode() {
        int port = FreePorts.find(1).get(0);
        try (NatsServer hub = NatsServer.launch(
                        jetStream("domain: hub"), "leafnodes { listen: \"127.0.0.1:" + port + "\" }");
                NatsServer leaf = NatsServer.launch(
                        jetStream("domain: edge"),
                        "leafnodes { remotes: [{ url: \"nats-leaf://127.0.0.1:" + port + "\" }] }");
                Client atLeaf = new Client("nats://127.0.0.1:" + leaf.port() + "?domain=hub");
                Client atHub = new Client("nats://127.0.0.1:" + hub.port())) {
            atLeaf.subscribe("c");
            atHub.subscribe("c");
            for (int i = 0; i < 40; i++) {
                (i % 2 == 0 ? atLeaf : atHub).emit("c", i);
            }
            atLeaf.awaitTold("0", "39");
            atHub.awaitTold("0", "39");
            assertThat(atLeaf.told()).isEqualTo(atHub.told()).isEqualTo(atHub.history("c"));
            assertThat(atLeaf.history("c")).hasSize(40);
        }
    }

    /** Emitters whose clocks disagree: the place of a message is the server's decision alone. */
    @Test
    void clocksThatDisagreeMoveNothing() {
        try (NatsServer server = NatsServer.launch()) {
            String url = "nats://127.0.0.1:" + server.port();
            Clock clock = Clock.systemUTC();
            Clock early = Clock.offset(clock, Duration.ofHours(-1));
            Clock late = Clock.offset(clock, Duration.ofHours(1));
            try (Client one = new Client(RealtimeConfig.builder(url).clock(early));
                    Client two = new Client(RealtimeConfig.builder(url).clock(late));
                    Client reader = new Client(url)) {
                reader.subscribe("c");
                List<MessageId> ids = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    ids.add((i % 2 == 0 ? one : two).emit("c", i));
                }
                reader.awaitTold("0", "19");
                assertThat(ids).isSorted();
                assertThat(reader.told()).isEqualTo(reader.history("c")).hasSize(20);
                assertThat(reader.gaps()).isEmpty();
                for (MessageId id : ids) {
                    List<MessageId> after = new CopyOnWriteArrayList<>();
                    try (var resumed = reader.realtime()
                            .channel("c")
                            .subscribe(options -> options.after(id).onMessage(message -> after.add(message.id())))) {
                        List<MessageId> wanted = ids.subList(ids.indexOf(id) + 1, ids.size());
                        Awaitility.await().atMost(Client.SECONDS).until(() -> after.equals(wanted));
                        assertThat(resumed.position()).isEqualTo(ids.get(19));
                    }
                }
            }
        }
    }
}
