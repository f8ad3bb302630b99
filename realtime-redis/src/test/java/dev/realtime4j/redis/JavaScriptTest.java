package dev.realtime4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.redis.TestClient.Told;
import dev.realtime4j.tck.broker.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One Redis for this library and for {@code @upstash/realtime} itself. */
@Tag("once")
@Timeout(120)
class JavaScriptTest {
    /** What JavaScript can hold exactly. */
    private static final List<String> VALUES = List.of(
            "\"hello\"",
            "\"123\"",
            "\"true\"",
            "\"null\"",
            "\"{}\"",
            "123",
            "1.5",
            "true",
            "null",
            "{\"a\":[1,\"2\",null]}",
            "[]",
            "\"zwölf 😀\"",
            "\"\\\"quoted\\\"\"");

    @TempDir
    static Path folder;

    private static RedisServer server;
    private static RestShim shim;
    private static JavaScriptPeer peer;

    @BeforeAll
    static void launch() throws IOException, InterruptedException {
        server = RedisServer.launch();
        shim = new RestShim(server);
        peer = new JavaScriptPeer(folder, shim.url());
    }

    @AfterAll
    static void end() {
        peer.close();
        shim.close();
        server.close();
    }

    private static Realtime connect() {
        return TestClient.connect(server.url() + "?format=upstash&key-prefix=", 5_000);
    }

    private static List<String> data(JsonNode messages) {
        List<String> data = new ArrayList<>();
        messages.forEach(message -> data.add(message.get("data").toString()));
        return data;
    }

    @Test
    void itReadsAndIsToldWhatIsEmittedHere() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("12345");
            peer.call(Map.of("action", "subscribe", "channel", "12345"));
            List<String> ids = new ArrayList<>();
            for (String value : VALUES) {
                ids.add(channel.emit("chat.msg", RawJson.of(value)).toString());
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> told("12345").size() == VALUES.size());
            assertThat(told("12345").stream().map(told -> told.get("data").toString()))
                    .containsExactlyElementsOf(VALUES);
            JsonNode history =
                    peer.call(Map.of("action", "history", "channel", "12345")).get("history");
            assertThat(data(history)).isEqualTo(VALUES);
            List<String> read = new ArrayList<>();
            history.forEach(message -> read.add(message.get("id").stringValue()));
            assertThat(read).isEqualTo(ids);
        }
    }

    private static List<JsonNode> told(String channel) {
        return peer.told().stream()
                .filter(told -> told.get("channel").stringValue().equals(channel))
                .toList();
    }

    @Test
    void whatItEmitsIsReadAndToldHere() {
        try (Realtime realtime = connect()) {
            Told told = Told.of(realtime, "from-js");
            List<Object> values = List.of("hello", 5, true, List.of(1, 2), Map.of("a", "b"), "not {json");
            for (Object value : values) {
                peer.call(Map.of("action", "emit", "channel", "from-js", "data", value));
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> told.ids.size() == values.size());
            List<String> json = realtime.channel("from-js").history().messages().stream()
                    .map(Message::json)
                    .toList();
            assertThat(json).containsExactly("\"hello\"", "5", "true", "[1,2]", "{\"a\":\"b\"}", "\"not {json\"");
            assertThat(told.gaps).isEmpty();
        }
    }

    /** The other library stores and tells in two requests: what it tells comes late and in another order than stored. */
    @Test
    void whatBothWriteAtOnceIsDeliveredInTheOrderOfTheLog() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("at-once");
            Told told = Told.of(realtime, "at-once");
            for (int round = 0; round < 5; round++) {
                CompletableFuture<JsonNode> burst = CompletableFuture.supplyAsync(
                        () -> peer.call(Map.of("action", "burst", "channel", "at-once", "count", 50)));
                for (int i = 0; i < 100; i++) {
                    channel.emit("chat.msg", i);
                }
                burst.join();
            }
            MessageId last = channel.emit("chat.msg", "last");
            await().atMost(Duration.ofSeconds(10)).until(() -> told.ids.contains(last));
            List<MessageId> log = new ArrayList<>();
            channel.history(HistoryQuery.latest(1_000)).messages().forEach(message -> log.add(message.id()));
            assertThat(log).hasSize(5 * 150 + 1);
            assertThat(told.ids).isEqualTo(log);
            assertThat(told.gaps).isEmpty();
        }
    }

    @Test
    void bothWriteToOneChannelAndEachResumesWithTheOthersCursor() {
        try (Realtime realtime = connect()) {
            Channel channel = realtime.channel("both");
            Told told = Told.of(realtime, "both");
            for (int i = 0; i < 20; i++) {
                if (i % 2 == 0) {
                    channel.emit("chat.msg", i);
                } else {
                    peer.call(Map.of("action", "emit", "channel", "both", "data", i));
                }
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> told.ids.size() == 20);
            assertThat(told.data)
                    .isEqualTo(java.util.stream.IntStream.range(0, 20)
                            .mapToObj(String::valueOf)
                            .toList());
            assertThat(told.gaps).isEmpty();
            MessageId fromJava = told.ids.get(10);
            peer.call(Map.of("action", "subscribe", "channel", "both", "after", fromJava.toString()));
            await().atMost(Duration.ofSeconds(10)).until(() -> told("both").size() == 9);
            Told resumed = new Told();
            channel.subscribe(options -> options.after(told.ids.get(11))
                    .onMessage(message -> resumed.ids.add(message.id()))
                    .onGap(resumed.gaps::add));
            await().until(() -> resumed.ids.equals(told.ids.subList(12, 20)));
            assertThat(resumed.gaps).isEmpty();
        }
    }
}
