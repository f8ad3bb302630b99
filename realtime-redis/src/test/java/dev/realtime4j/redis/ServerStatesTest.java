package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server can say instead of doing what it is asked for. */
@Timeout(120)
class ServerStatesTest {
    private RedisServer server;

    @BeforeEach
    void launch() {
        server = RedisServer.launch();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Realtime connect() {
        return TestClient.connect(server.url(), 3_000);
    }

    @Test
    void scriptsThatSomebodyHasFlushedAreLoadedAgain() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("scripts");
            Told told = Told.of(realtime, "scripts");
            channel.emit("e", 1);
            server.call("SCRIPT", "FLUSH");
            EmitException refused = catchThrowableOfType(EmitException.class, () -> channel.emit("e", 2));
            assertThat(refused.stored()).isEqualTo(Stored.NO);
            assertThat(refused.retryable()).isTrue();
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 3)).isNotNull());
            await().until(() -> told.data.equals(List.of("1", "3")));
            server.call("SCRIPT", "FLUSH");
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(() ->
                            assertThat(TestClient.log(realtime, "scripts")).containsExactly("1", "3"));
        }
    }

    @Test
    void aRestartThatTakesLongIsWaitedFor() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("loading");
            Told told = Told.of(realtime, "loading");
            channel.emit("e", 1);
            server.kill();
            // The first may be on its way when the connection breaks.
            await().untilAsserted(() -> assertThatThrownBy(() -> channel.emit("e", 2))
                    .isInstanceOfSatisfying(EmitException.class, away -> {
                        assertThat(away.stored()).isEqualTo(Stored.NO);
                        assertThat(away.retryable()).isTrue();
                        assertThat(away).hasMessageContaining(String.valueOf(server.port()));
                    }));
            server.start();
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 3)).isNotNull());
            await().atMost(Duration.ofSeconds(10)).until(() -> told.data.equals(List.of("1", "3")));
            assertThat(told.gaps).isEmpty();
        }
    }

    @Test
    void aKeyOfAnotherTypeIsToldByEmitAndSkippedByReaders() {
        try (Realtime realtime = connect()) {
            server.call("SET", "rt:other", "text");
            Channel channel = realtime.channel("other");
            Told told = Told.of(realtime, "other");
            assertThat(channel.history().messages()).isEmpty();
            EmitException refused = catchThrowableOfType(EmitException.class, () -> channel.emit("e", 1));
            assertThat(refused.stored()).isEqualTo(Stored.NO);
            assertThat(refused.retryable()).isFalse();
            assertThat(refused).hasMessageContaining("WRONGTYPE").hasMessageContaining("redis.key-prefix");
            server.call("DEL", "rt:other");
            channel.emit("e", 2);
            await().until(() -> told.data.equals(List.of("2")));
        }
    }

    @Test
    void aFullServerRefusesAndNothingIsStored() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("full");
            channel.emit("e", 1);
            server.call("CONFIG", "SET", "maxmemory", "1000000");
            EmitException refused = catchThrowableOfType(EmitException.class, () -> channel.emit("e", 2));
            assertThat(refused.stored()).isEqualTo(Stored.NO);
            assertThat(refused).hasMessageContaining("OOM").hasMessageContaining("maxmemory");
            server.call("CONFIG", "SET", "maxmemory", "0");
            channel.emit("e", 3);
            assertThat(TestClient.log(realtime, "full")).containsExactly("1", "3");
        }
    }

    @Test
    void aReplicaIsRefusedAtConnectAndLaterOnTold() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("replica");
            channel.emit("e", 1);
            server.call("REPLICAOF", "127.0.0.1", FreePorts.find(1).get(0).toString());
            EmitException refused = catchThrowableOfType(EmitException.class, () -> channel.emit("e", 2));
            assertThat(refused.stored()).isEqualTo(Stored.NO);
            assertThat(refused.retryable()).isTrue();
            assertThatThrownBy(() -> connect().close())
                    .isInstanceOf(RealtimeException.class)
                    .hasMessageContaining("replica");
            server.call("REPLICAOF", "NO", "ONE");
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 3)).isNotNull());
            assertThat(TestClient.log(realtime, "replica")).containsExactly("1", "3");
        }
    }

    @Test
    void aClockThatWasAheadLosesNothing() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("ahead");
            MessageId first = channel.emit("e", 1);
            MessageId future = new MessageId(first.major() + 3_600_000, 7);
            server.call("XADD", "rt:ahead", future.toString(), "event", "\"e\"", "data", "2", "prev", first.toString());
            server.call("SET", "rt:unused", "x");
            server.call("SET", "{rt:ahead}:head", future + " " + first);
            Told told = Told.of(realtime, "ahead");
            MessageId next = channel.emit("e", 3);
            assertThat(next.isAfter(future)).isTrue();
            // The stream expires, its head is still known: no id comes twice, and nobody is told of a loss.
            server.call("DEL", "rt:ahead");
            MessageId after = channel.emit("e", 4);
            assertThat(after.isAfter(next)).isTrue();
            await().until(() -> told.data.equals(List.of("3", "4")));
            assertThat(told.gaps).isEmpty();
            assertThat(TestClient.log(realtime, "ahead")).containsExactly("4");
        }
    }

    @Test
    void whatExpiresUnderALiveSubscriptionIsNoGap() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("expires");
            Told told = Told.of(realtime, "expires");
            channel.emit("e", 1);
            server.call("DEL", "rt:expires");
            channel.emit("e", 2);
            server.call("DEL", "rt:expires", "{rt:expires}:head");
            channel.emit("e", 3);
            await().until(() -> told.data.equals(List.of("1", "2", "3")));
            assertThat(told.gaps).isEmpty();
        }
    }
}
