package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Subscription.Status;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.FaultyLink;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server or a network that goes silent without closing anything: the worst kind of outage. */
@Tag("once")
@Timeout(120)
class FrozenServerTest {
    private static final long REQUEST_MILLIS = 1_000;

    private static RedisServer server;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Test
    void emitsToAFrozenServerFailInTimeAndAreNeverStoredAfterLaterOnes() {
        try (Realtime realtime = TestClient.connect(server.url(), REQUEST_MILLIS);
                Realtime other = TestClient.connect(server.url(), 10_000)) {
            for (int round = 0; round < 2; round++) {
                String channel = "frozen-" + round;
                realtime.channel(channel).emit("e", "before");
                List<CompletableFuture<MessageId>> pending = new ArrayList<>();
                server.pause();
                try {
                    for (int i = 0; i < 20; i++) {
                        pending.add(realtime.channel(channel).emitAsync("e", "frozen " + i));
                    }
                    long start = System.nanoTime();
                    for (CompletableFuture<MessageId> one : pending) {
                        assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS))
                                .isInstanceOf(ExecutionException.class)
                                .cause()
                                .isInstanceOf(EmitException.class);
                    }
                    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                    // Each may be stored within one further request timeout, and never after that.
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(round == 0 ? 0 : 2 * REQUEST_MILLIS);
                    await().until(() -> System.nanoTime() - end >= 0);
                } finally {
                    server.resume();
                }
                await().ignoreExceptionsInstanceOf(EmitException.class).untilAsserted(() -> {
                    MessageId id = realtime.channel(channel).emit("e", "after");
                    assertThat(id).isNotNull();
                });
                List<String> log = TestClient.log(other, channel);
                int after = log.indexOf("after");
                assertThat(log.subList(after, log.size()))
                        .as("nothing old comes after")
                        .containsOnly("after");
                if (round > 0) {
                    assertThat(log.subList(0, after))
                            .as("it was too late for them")
                            .containsExactly("before");
                }
            }
        }
    }

    /** A network may deliver what was sent over a lost connection after what is sent over the next one. */
    @Test
    void whatIsStillOnItsWayWhenItsConnectionIsLostIsNeverStoredAfterALaterEmit() {
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime realtime = TestClient.connect("redis://127.0.0.1:" + link.port(), 30_000);
                Realtime other = TestClient.connect(server.url(), 10_000)) {
            Channel channel = realtime.channel("late");
            channel.emit("e", "before");
            link.stall();
            CompletableFuture<MessageId> late = channel.emitAsync("e", "late");
            await().until(link::isHolding);
            link.leaveBehind();
            assertThat(late)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            EmitException.class,
                            failure -> assertThat(failure.stored()).isEqualTo(EmitException.Stored.UNKNOWN));
            channel.emit("e", "after");
            link.restore();
            await().until(() -> !link.isHolding());
            await().during(Duration.ofMillis(300))
                    .untilAsserted(
                            () -> assertThat(TestClient.log(other, "late")).containsExactly("before", "after"));
        }
    }

    /** Each connection asks that once it is usable, and must not wait for ever then. */
    @Test
    void aServerThatGoesSilentWhenItIsAskedWhoWeAreIsGivenUp() throws IOException {
        try (FakeServer silent = new FakeServer("CLIENT INFO", "")) {
            Duration connect = Duration.ofMillis(500);
            RealtimeConfig config = RealtimeConfig.builder(silent.url())
                    .timeouts(new RealtimeConfig.Timeouts(connect, connect, connect))
                    .build();
            assertThat(CompletableFuture.supplyAsync(() -> Realtime.connect(config)))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(RealtimeException.class);
        }
    }

    @Test
    @Tag("long") // as long as a connection may be silent
    void aSilentNetworkIsNoticedAndWhatCameMeanwhileIsDelivered() {
        try (FaultyLink link = new FaultyLink(server.host(), server.port());
                Realtime reader = TestClient.connect("redis://127.0.0.1:" + link.port(), REQUEST_MILLIS);
                Realtime emitter = TestClient.connect(server.url(), 10_000)) {
            Told told = Told.of(reader, "silent");
            List<MessageId> ids = new ArrayList<>();
            ids.add(emitter.channel("silent").emit("e", 1));
            await().until(() -> told.ids.size() == 1);
            link.stall();
            ids.add(emitter.channel("silent").emit("e", 2));
            await().atMost(Duration.ofSeconds(20)).until(() -> told.statuses.contains(Status.RECONNECTING));
            ids.add(emitter.channel("silent").emit("e", 3));
            link.restore();
            ids.add(emitter.channel("silent").emit("e", 4));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(told.ids).isEqualTo(ids));
            assertThat(told.gaps).isEmpty();
        }
    }

    /** Each of its threads waits for the server then. */
    @Test
    void closingWhileEverythingIsConnectedAnewTakesAMomentAltogether() {
        try (FaultyLink link = new FaultyLink(server.host(), server.port())) {
            RealtimeConfig config =
                    TestClient.config("redis://127.0.0.1:" + link.port(), 1_000).build();
            Transport transport = new RedisProvider().open(config);
            link.stall();
            link.cut();
            await().until(() -> link.connections() == 3);
            assertThat(CompletableFuture.runAsync(transport::close)).succeedsWithin(Duration.ofMillis(2_500));
        }
    }
}
