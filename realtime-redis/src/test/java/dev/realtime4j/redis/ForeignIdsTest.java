package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that Redis takes from others and that no message can have: their numbers may be twice as large. */
@Tag("once")
@Timeout(60)
class ForeignIdsTest {
    private static final String FAR = "9999999999999999999-";

    private static RedisServer server;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static void append(String stream, int number) {
        server.call("XADD", stream, FAR + number, "event", "\"e\"", "data", "0", "prev", "0-0");
    }

    private static void assertRefused(Channel channel) {
        EmitException refused = catchThrowableOfType(EmitException.class, () -> channel.emit("e", 2));
        assertThat(refused.stored()).isEqualTo(Stored.NO);
        assertThat(refused.retryable()).isFalse();
        assertThat(refused).hasMessageContaining("XSETID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?format=upstash"})
    void entriesWithSuchIdsAreSkippedAndEmitsBehindThemRefused(String format) {
        String name = "far" + format.length();
        String stream = format.isEmpty() ? "rt:" + name : name;
        try (Realtime realtime = TestClient.connect(server.url() + format, 3_000)) {
            Channel channel = realtime.channel(name);
            MessageId first = channel.emit("e", 1);
            Told told = Told.of(realtime, name);
            for (int i = 0; i < 20; i++) {
                append(stream, i);
            }
            server.call("PUBLISH", stream, "look");
            assertThat(TestClient.log(realtime, name)).containsExactly("1");
            assertThat(channel.history(HistoryQuery.latest(5)).messages()).hasSize(1);
            assertRefused(channel);
            assertRefused(channel);
            assertThat(server.call("XLEN", stream)).isEqualTo("21");
            Told later = new Told();
            channel.subscribe(options -> options.after(MessageId.BEGINNING)
                    .onMessage(message -> later.data.add(message.json()))
                    .onGap(later.gaps::add));
            await().until(() -> later.data.equals(List.of("1")));

            for (int i = 0; i < 20; i++) {
                server.call("XDEL", stream, FAR + i);
            }
            server.call("XSETID", stream, first.toString());
            MessageId third = channel.emit("e", 3);
            assertThat(third.isAfter(first)).isTrue();
            await().until(() -> told.data.equals(List.of("3")) && later.data.equals(List.of("1", "3")));
            assertThat(told.gaps).isEmpty();
            assertThat(TestClient.log(realtime, name)).containsExactly("1", "3");
        }
    }

    @Test
    void aChannelOfNothingElseIsEmpty() {
        append("rt:alone", 1);
        try (Realtime realtime = TestClient.connect(server.url(), 3_000)) {
            Told told = Told.of(realtime, "alone");
            assertThat(TestClient.log(realtime, "alone")).isEmpty();
            assertRefused(realtime.channel("alone"));
            server.call("DEL", "rt:alone");
            realtime.channel("alone").emit("e", 3);
            await().until(() -> told.data.contains("3"));
            assertThat(told.gaps).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FAR + "0 0-0", "1-0 " + FAR + "0", "123456789012345678901234567890-0 0-0"})
    void aHeadThatSomebodyHasWrittenOverWithSuchIdsIsPutRight(String scribble) {
        String name = "head" + scribble.hashCode();
        try (Realtime realtime = TestClient.connect(server.url(), 3_000)) {
            Channel channel = realtime.channel(name);
            channel.emit("e", 1);
            Told told = Told.of(realtime, name);
            server.call("SET", "{rt:" + name + "}:head", scribble);
            assertThat(TestClient.log(realtime, name)).containsExactly("1");
            channel.emit("e", 2);
            await().until(() -> told.data.equals(List.of("2")));
            assertThat(TestClient.log(realtime, name)).containsExactly("1", "2");
            assertThat(told.gaps).isEmpty();
        }
    }
}
