package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.Gap;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.broker.FreePorts;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server can say instead of doing what it is asked for. */
@Tag("once")
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
    void aFullDiskRefusesAndLosesNothing() {
        assumeTrue(RedisServer.canFillDisk(), "This system has no means to fill a disk for one process");
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("full");
            Told told = Told.of(realtime, "full");
            List<String> stored = new ArrayList<>();
            server.fillDisk(3_000);
            EmitException refused = catchThrowableOfType(EmitException.class, () -> {
                while (stored.size() < 1_000) {
                    channel.emit("e", stored.size());
                    stored.add(String.valueOf(stored.size()));
                }
            });
            assertThat(refused.stored()).isEqualTo(Stored.NO);
            assertThat(refused.retryable()).isTrue();
            assertThat(refused).hasMessageContaining("cannot save its data to disk");
            assertThat(stored).isNotEmpty();
            assertThat(TestClient.log(realtime, "full")).isEqualTo(stored);
            server.freeDisk();
            channel.emit("e", -1);
            stored.add("-1");
            server.kill();
            server.start();
            await().ignoreExceptionsInstanceOf(RealtimeException.class)
                    .untilAsserted(
                            () -> assertThat(TestClient.log(realtime, "full")).isEqualTo(stored));
            await().until(() -> told.data.equals(stored));
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
    void aMarkerOfAnotherTypeHidesNothingAndIsPutRight() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("marked");
            Told told = Told.of(realtime, "marked");
            MessageId first = channel.emit("e", 1);
            server.call("DEL", "{rt:marked}:head");
            server.call("LPUSH", "{rt:marked}:head", "x");
            assertThat(TestClient.log(realtime, "marked")).containsExactly("1");
            MessageId second = channel.emit("e", 2);
            await().until(() -> told.data.equals(List.of("1", "2")));
            assertThat(told.gaps).isEmpty();
            assertThat(second.isAfter(first)).isTrue();
            assertThat(server.call("GET", "{rt:marked}:head")).isEqualTo(second + " 0-0");
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
    void aServerThatIsBusyWithSomebodysScriptSaysSoAndGoesOn() throws Exception {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("busy");
            Told told = Told.of(realtime, "busy");
            channel.emit("e", 1);
            server.call("CONFIG", "SET", "busy-reply-threshold", "1");
            Thread endless = new Thread(() -> assertThatThrownBy(() -> server.call("EVAL", "while true do end", "0"))
                    .hasMessageContaining("killed"));
            endless.start();
            await().untilAsserted(() -> assertThatThrownBy(() -> channel.emit("e", 2))
                    .isInstanceOfSatisfying(EmitException.class, busy -> {
                        assertThat(busy.stored()).isEqualTo(Stored.NO);
                        assertThat(busy.retryable()).isTrue();
                        assertThat(busy).hasMessageContaining("BUSY");
                    }));
            CompletableFuture<Told> joins = CompletableFuture.supplyAsync(() -> Told.of(realtime, "joins"));
            // Subscribing is refused as well meanwhile.
            await().during(Duration.ofMillis(200)).until(() -> !joins.isDone());
            server.call("SCRIPT", "KILL");
            endless.join();
            Told joined = joins.join();
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 3)).isNotNull());
            realtime.channel("joins").emit("e", 4);
            await().until(() -> told.data.contains("3"));
            assertThat(told.data).isEqualTo(TestClient.log(realtime, "busy"));
            await().until(() -> joined.data.equals(List.of("4")));
            assertThat(told.gaps).isEmpty();
        }
    }

    @Test
    void whatOthersHaveLeftIsSkippedHoweverLarge() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("huge");
            Told told = Told.of(realtime, "huge");
            MessageId first = channel.emit("e", 1);
            for (int i = 0; i < 20; i++) {
                server.call("XADD", "rt:huge", "*", "blob", "x".repeat(1_000_000));
            }
            channel.emit("e", 2);
            await().until(() -> told.data.equals(List.of("1", "2")));
            assertThat(told.gaps).isEmpty();
            assertThat(TestClient.log(realtime, "huge")).containsExactly("1", "2");
            Told resumed = new Told();
            channel.subscribe(options -> options.after(first)
                    .onMessage(message -> resumed.data.add(message.json()))
                    .onGap(resumed.gaps::add));
            await().until(() -> resumed.data.equals(List.of("2")));
            assertThat(resumed.gaps).isEmpty();
        }
    }

    /** What a loss of power does to a file that is written every second. */
    @Test
    void messagesThatTheServerLosesAreTold() throws IOException {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("torn");
            Told told = Told.of(realtime, "torn");
            for (int i = 1; i <= 5; i++) {
                channel.emit("e", i);
            }
            await().until(() -> told.data.size() == 5);
            server.kill();
            tearLastRecord();
            server.start();
            await().ignoreExceptionsInstanceOf(EmitException.class)
                    .untilAsserted(() -> assertThat(channel.emit("e", 6)).isNotNull());
            await().until(() -> told.data.contains("6"));
            assertThat(TestClient.log(realtime, "torn")).containsExactly("1", "2", "3", "4", "6");
            assertThat(told.data.subList(0, 5)).containsExactly("1", "2", "3", "4", "5");
            assertThat(told.gaps)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Gap.class, gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.RESET));
        }
    }

    private void tearLastRecord() throws IOException {
        try (Stream<Path> files = Files.list(server.directory().resolve("appendonlydir"))) {
            Path log = files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(file.size() - 20);
            }
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
            await().until(() -> told.data.equals(List.of("1")));
            server.call("DEL", "rt:expires");
            channel.emit("e", 2);
            await().until(() -> told.data.equals(List.of("1", "2")));
            server.call("DEL", "rt:expires", "{rt:expires}:head");
            channel.emit("e", 3);
            await().until(() -> told.data.equals(List.of("1", "2", "3")));
            assertThat(told.gaps).isEmpty();
        }
    }

    /** Its head is kept longer than the stream: it shows that there were messages after the beginning. */
    @Test
    void whatHasExpiredSinceTheBeginningIsAGap() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("expired");
            MessageId beginning = channel.history().cursor();
            assertThat(beginning).isEqualTo(MessageId.BEGINNING);
            channel.emit("e", 1);
            server.call("DEL", "rt:expired");
            Told resumed = new Told();
            channel.subscribe(options -> options.after(beginning)
                    .onMessage(message -> resumed.data.add(message.json()))
                    .onGap(resumed.gaps::add));
            channel.emit("e", 2);
            await().until(() -> resumed.data.equals(List.of("2")));
            assertThat(resumed.gaps)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Gap.class, gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.TRIMMED));
        }
    }

    /** What the others wrote says that it is the first, so that nothing more is asked for. */
    @Test
    void aPageOfNothingButWhatOthersHaveWrittenIsNoGap() {
        try (Transport transport =
                new RedisProvider().open(TestClient.config(server.url(), 3_000).build())) {
            server.call("XADD", "rt:mixed", "*", "event", "e", "data", "1", "prev", "0-0");
            Entry entry = new Entry("e", new byte[] {'1'}, null);
            MessageId own =
                    transport.append("mixed", entry).toCompletableFuture().join();
            Page page = transport
                    .read("mixed", ReadRequest.after(MessageId.BEGINNING, 1, 1_000))
                    .toCompletableFuture()
                    .join();
            assertThat(page.entries()).isEmpty();
            assertThat(page.head()).isEqualTo(own);
            assertThat(page.continuity()).isEqualTo(Continuity.EXACT);
        }
    }
}
