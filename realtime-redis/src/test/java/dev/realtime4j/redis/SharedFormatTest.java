package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One Redis for this library and for applications on the JavaScript one, whose commands are sent as it sends them. */
@Tag("once")
@Timeout(120)
class SharedFormatTest {
    private static RedisServer server;

    @BeforeAll
    static void launch() {
        server = RedisServer.launch();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static Realtime connect() {
        return TestClient.connect(server.url() + "?format=upstash&key-prefix=", 5_000);
    }

    /** The first half of an emit of the JavaScript library: {@code data}, {@code event} and {@code channel} as it encodes them. */
    private static MessageId store(String channel, String event, String data) {
        return MessageId.parse(server.call("XADD", channel, "*", "data", data, "event", event, "channel", channel));
    }

    /** The second half, a request of its own. */
    private static void publish(String channel, String event, String json, MessageId id) {
        server.call(
                "PUBLISH",
                channel,
                "{\"data\":" + json + ",\"event\":\"" + event + "\",\"channel\":\"" + channel + "\",\"id\":\"" + id
                        + "\"}");
    }

    private static List<String> json(Realtime realtime, String channel) {
        List<String> json = new ArrayList<>();
        for (Message<?> message : realtime.channel(channel).history().messages()) {
            json.add(message.event() + " " + message.json());
        }
        return json;
    }

    @Test
    void whatTheOtherLibraryWritesIsRead() {
        try (Realtime realtime = connect()) {
            store("12345", "chat.msg", "hello");
            store("12345", "chat.msg", "5");
            store("12345", "true", "true");
            store("12345", "chat.msg", "null");
            store("12345", "chat.msg", "{\"a\": [1, 2]}");
            store("12345", "chat.msg", "not {json");
            store("12345", "chat.msg", "zwölf 😀");
            server.call("XADD", "12345", "*", "something", "else");
            assertThat(json(realtime, "12345"))
                    .containsExactly(
                            "chat.msg \"hello\"",
                            "chat.msg 5",
                            "true true",
                            "chat.msg null",
                            "chat.msg {\"a\": [1, 2]}",
                            "chat.msg \"not {json\"",
                            "chat.msg \"zwölf 😀\"");
        }
    }

    @Test
    void whatIsWrittenIsJsonTextThatTheOtherLibraryRestores() {
        try (Realtime realtime = connect()) {
            MessageId id = realtime.channel("678").emit("chat.msg", "123");
            assertThat(server.call("XRANGE", "678", "-", "+"))
                    .isEqualTo(id + " data \"123\" event \"chat.msg\" channel \"678\" prev 0-0");
            assertThat(server.call("TTL", "678")).isEqualTo("-1");
            assertThat(server.call("KEYS", "*678*")).isEqualTo("678");
            assertThat(json(realtime, "678")).containsExactly("chat.msg \"123\"");
        }
    }

    @Test
    void aWriterThatIsNotAtomicCostsNobodyAMessage() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("room");
            Told told = Told.of(realtime, "room");
            List<MessageId> ids = new ArrayList<>();
            // Told in another order than stored.
            ids.add(store("room", "e", "1"));
            ids.add(store("room", "e", "2"));
            publish("room", "e", "2", ids.get(1));
            publish("room", "e", "1", ids.get(0));
            // Ours in between two halves.
            ids.add(store("room", "e", "3"));
            ids.add(channel.emit("e", 4));
            publish("room", "e", "3", ids.get(2));
            server.call("PUBLISH", "room", "{\"type\":\"ping\",\"timestamp\":1}");
            ids.add(channel.emit("e", 5));
            await().untilAsserted(() -> assertThat(told.ids).isEqualTo(ids));
            // Never told: the writer has died between its two halves.
            ids.add(store("room", "e", "6"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(told.ids).isEqualTo(ids));
            assertThat(told.gaps).isEmpty();
            Told resumed = new Told();
            channel.subscribe(options -> options.after(ids.get(1))
                    .onMessage(message -> resumed.ids.add(message.id()))
                    .onGap(resumed.gaps::add));
            await().untilAsserted(() -> assertThat(resumed.ids).isEqualTo(ids.subList(2, 6)));
            assertThat(resumed.gaps).isEmpty();
        }
    }

    @Test
    void aSharedStreamIsNeitherTrimmedNorDoesItExpireUnlessTold() {
        try (Realtime keeps = connect();
                Realtime trims = TestClient.connect(server.url() + "?format=upstash&trim=true", 5_000)) {
            Channel channel = keeps.channel("long");
            for (int i = 0; i < 1_200; i++) {
                var unused = channel.emitAsync("e", i);
            }
            channel.emit("e", "last");
            assertThat(server.call("XLEN", "long")).isEqualTo("1201");
            assertThat(channel.history(HistoryQuery.all()).messages()).hasSize(1_000);
            trims.channel("long").emit("e", "trims");
            assertThat(server.call("XLEN", "long")).isEqualTo("1001");
            assertThat(Long.parseLong(server.call("TTL", "long"))).isPositive();
        }
    }

    @Test
    void aStreamThatExpiresUnderALiveSubscriptionIsNoGap() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, "gone");
            store("gone", "e", "1");
            realtime.channel("gone").emit("e", 2);
            await().until(() -> told.data.equals(List.of("1", "2")));
            server.call("DEL", "gone");
            // Longer than the engine takes to look for what was never told.
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - end >= 0);
            realtime.channel("gone").emit("e", 3);
            MessageId id = store("gone", "e", "4");
            publish("gone", "e", "4", id);
            await().untilAsserted(() -> assertThat(told.data).containsExactly("1", "2", "3", "4"));
            assertThat(told.gaps).isEmpty();
        }
    }

    /** What the other library writes does not say what stood before it. */
    @Test
    void aStreamThatTheOtherLibraryBeginsAnewUnderALiveSubscriptionIsNoGap() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, "anew");
            publish("anew", "e", "1", store("anew", "e", "1"));
            await().until(() -> told.data.equals(List.of("1")));
            server.call("DEL", "anew");
            // Longer than the engine takes to look for what was never told.
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() - end >= 0);
            publish("anew", "e", "2", store("anew", "e", "2"));
            publish("anew", "e", "3", store("anew", "e", "3"));
            await().untilAsserted(() -> assertThat(told.data).containsExactly("1", "2", "3"));
            assertThat(told.gaps).isEmpty();
        }
    }

    @Test
    void idempotencyKeysHoldInASharedStream() {
        try (Realtime realtime = connect()) {
            MessageId first = TestClient.emit(realtime, "keys", 1, "k");
            assertThat(TestClient.emit(realtime, "keys", 2, "k")).isEqualTo(first);
            assertThat(TestClient.log(realtime, "keys")).containsExactly("1");
        }
    }
}
