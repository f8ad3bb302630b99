package dev.realtime4j.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.NatsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that hangs, and connections that break at the worst moment. */
@Tag("once")
class OutageTest {
    private static final NatsServer SERVER = NatsServer.launch();

    private static String url() {
        return "nats://127.0.0.1:" + SERVER.port();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** Nothing answers and no connection breaks, as with a machine that swaps or a network that swallows packets. */
    @Test
    void aServerThatHangsEndsNothing() {
        try (Client client = new Client(url())) {
            client.subscribe("hang");
            client.emit("hang", 0);
            client.awaitTold("0");
            SERVER.pause();
            List<CompletableFuture<MessageId>> during = new ArrayList<>();
            try {
                Channel channel = client.realtime().channel("hang");
                for (int i = 1; i <= 20; i++) {
                    during.add(channel.emitAsync("e", i));
                }
                // The first ones may still be taken: a process does not stop at once.
                CompletableFuture<MessageId> last = during.get(during.size() - 1);
                assertThatThrownBy(last::join).hasCauseInstanceOf(EmitException.class);
                assertThatThrownBy(() -> client.history("hang")).isInstanceOf(RealtimeException.class);
            } finally {
                SERVER.resume();
            }
            client.emitSurely("hang", "after");
            client.awaitTold("\"after\"");
            assertThat(client.told()).isEqualTo(client.history("hang"));
            assertThat(client.gaps()).isEmpty();
        }
    }

    /** What a system has not sent yet when its connection is given up, it would send as soon as the network lets it. */
    @Test
    @Tag("long") // as long as a connection may be silent
    void whatIsNotSentYetWhenTheConnectionIsGivenUpIsNeverSent() {
        try (FaultyLink link = new FaultyLink(SERVER.host(), SERVER.port());
                Client client = new Client("nats://127.0.0.1:" + link.port());
                Client reader = new Client(url())) {
            Channel channel = client.realtime().channel("given-up");
            link.stall();
            List<CompletableFuture<MessageId>> emits = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                emits.add(channel.emitAsync("e", i + "x".repeat(250_000))); // more than fits on the way to the link
            }
            emits.forEach(emit -> assertThatThrownBy(emit::join).hasCauseInstanceOf(EmitException.class));
            Awaitility.await("the connection is given up")
                    .atMost(Client.SECONDS)
                    .until(() -> isKnownNotToBeStored(channel.emitAsync("e", "lost")));
            link.restore();
            client.emitSurely("given-up", "after");
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(reader.history("given-up")).containsExactly("\"after\""));
        }
    }

    private static boolean isKnownNotToBeStored(CompletableFuture<MessageId> emit) {
        return emit.handle((id, failure) ->
                        failure instanceof EmitException failed && failed.stored() == EmitException.Stored.NO)
                .join();
    }

    /** With a key an emit whose acknowledgement is lost is sent again, and stored once. */
    @Test
    void anEmitWithAKeySurvivesACut() {
        try (FaultyLink link = new FaultyLink(SERVER.host(), SERVER.port());
                Client client = new Client("nats://127.0.0.1:" + link.port())) {
            for (int i = 0; i < 30; i++) {
                link.stall();
                CompletableFuture<MessageId> emit =
                        client.realtime().emitAsync(Emission.of("keyed", "e", i).withKey("key " + i));
                link.cut();
                link.restore();
                assertThat(emit.join()).isNotNull();
            }
            assertThat(client.history("keyed")).hasSize(30).doesNotHaveDuplicates();
        }
    }

    /** Such an emit would be sent again, but nobody will. */
    @Test
    void anEmitWithAKeyThatIsUnderWayEndsWithItsTransport() {
        try (FaultyLink link = new FaultyLink(SERVER.host(), SERVER.port())) {
            CompletableFuture<MessageId> emit;
            try (NatsTransport transport = TestTransports.open("nats://127.0.0.1:" + link.port())) {
                link.stall();
                emit = transport
                        .append("closed", TestTransports.entry("1", "key"))
                        .toCompletableFuture();
                Awaitility.await().atMost(Client.SECONDS).until(link::isHolding);
            }
            assertThatThrownBy(() -> emit.orTimeout(5, TimeUnit.SECONDS).join())
                    .cause()
                    .isInstanceOfSatisfying(
                            EmitException.class,
                            failed -> assertThat(failed.stored()).isEqualTo(EmitException.Stored.UNKNOWN));
        }
    }

    /** Without a key it is sent again only if it was never sent: nothing is stored twice, and what failed as NO is not. */
    @Test
    void cutsNeverStoreTwiceNorOutOfOrder() {
        try (FaultyLink link = new FaultyLink(SERVER.host(), SERVER.port());
                Client client = new Client("nats://127.0.0.1:" + link.port())) {
            Channel channel = client.realtime().channel("cuts");
            List<CompletableFuture<MessageId>> emits = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                emits.add(channel.emitAsync("e", i));
                if (i % 100 == 50) {
                    link.cut();
                }
            }
            List<String> acknowledged = new ArrayList<>();
            List<String> never = new ArrayList<>();
            for (int i = 0; i < emits.size(); i++) {
                try {
                    emits.get(i).join();
                    acknowledged.add(Integer.toString(i));
                } catch (CompletionException e) {
                    if (e.getCause() instanceof EmitException failed && failed.stored() == EmitException.Stored.NO) {
                        never.add(Integer.toString(i));
                    }
                }
            }
            List<String> stored = client.history("cuts");
            assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(never).noneMatch(stored::contains);
            assertThat(stored.stream().map(Integer::valueOf)).isSorted();
        }
    }
}
