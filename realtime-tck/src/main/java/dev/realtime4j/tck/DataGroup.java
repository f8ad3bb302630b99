package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** N: data, its limit, and timestamps. */
abstract class DataGroup extends ContractGroup {
    private static final int LIMIT = 512 * 1024;

    private static final List<String> VALUES = List.of(
            "\"123\"",
            "123",
            "null",
            "\"null\"",
            "true",
            "false",
            "\"true\"",
            "\"\"",
            "\" \"",
            "0",
            "-0",
            "-0.0",
            "1.10",
            "1.0",
            "1e2",
            "1E+2",
            "1e400",
            "12345678901234567890",
            "0.1234567890123456789012345678901234567890",
            "9007199254740993",
            "[]",
            "{}",
            "[[[[]]]]",
            "{\"\":{}}",
            "{\"b\":1,\"a\":2}",
            "{\"a\":1,\"a\":2}",
            "{\"__proto__\":1,\"constructor\":2}",
            "{\"id\":\"1-1\",\"event\":\"x\",\"channel\":\"y\",\"data\":null,\"timestamp\":1}",
            "\"\\u0000\\u001f\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\ud83d\\ude00\"",
            "\"😀 é e\u0301 日本\"",
            "\"\u2028\u2029\u0085\ufeff\"",
            "\"\\ud800\"",
            "\"data: x\\n\\nid: 7\"",
            "\"' -- ; DROP TABLE\"",
            "[" + "1,".repeat(5000) + "1]",
            "[".repeat(500) + "]".repeat(500));

    DataGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"N3", "N6"})
    void N3_rawJsonComesBackAsItWas() {
        Client emitter = client();
        String name = name();
        Inbox inbox = inbox();
        Channel reader = client().channel(name);
        subscribe(reader, inbox);
        List<MessageId> ids = new ArrayList<>();
        VALUES.forEach(value -> ids.add(emitter.channel(name).emit("e", RawJson.of(value))));
        inbox.awaitExactly(ids);
        assertEquals(VALUES, json(inbox.messages()), "delivered");
        assertEquals(VALUES, json(reader.history().messages()), "kept");
        assertEquals(VALUES, json(reader.history(HistoryQuery.latest(1000)).messages()), "kept, read from the end");
    }

    @Test
    @Rule("N3")
    void N3_entriesComeBackByteForByte() {
        Transport transport = transport();
        String name = name();
        for (String value : VALUES) {
            byte[] json = value.getBytes(StandardCharsets.UTF_8);
            MessageId id = Waiting.get(transport.append(name, new Entry("e", json, null)));
            StoredEntry stored = Lab.read(transport, name, ReadRequest.before(null, 1, LIMIT))
                    .entries()
                    .get(0);
            assertEquals(id, stored.id(), "id of " + value);
            assertArrayEquals(json, stored.json(), value);
            assertEquals("e", stored.event(), "event of " + value);
        }
    }

    @Test
    @Rule("N3")
    void N3_onlyInsignificantWhiteSpaceMayChange() {
        Channel channel = client().channel(name());
        channel.emit("e", RawJson.of(" {\r\n\t\"a b\" :\n[ 1.10 , \" \\n  x \" ] } "));
        String json = channel.history().messages().get(0).json();
        assertEquals("{\"a b\":[1.10,\" \\n  x \"]}", withoutWhiteSpace(json));
        assertTrue(json.indexOf('\n') < 0 && json.indexOf('\r') < 0, () -> "a line break in " + json);
    }

    /** Leaves strings alone. */
    private static String withoutWhiteSpace(String json) {
        StringBuilder text = new StringBuilder();
        boolean string = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && (i == 0 || json.charAt(i - 1) != '\\')) {
                string = !string;
            }
            if (string || !Character.isWhitespace(c)) {
                text.append(c);
            }
        }
        return text.toString();
    }

    record Point(int x, @Nullable String label) {}

    @Test
    @Rule("N3")
    void N3_javaValuesComeBackAsTheSameJson() {
        Channel channel = client().channel(name());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", Arrays.asList(null, "x", true));
        List<@Nullable Object> values =
                Arrays.asList("123", 123, null, "null", true, map, List.of(), new Point(1, "é"), "");
        values.forEach(value -> channel.emit("e", value));
        List<Message<?>> kept = channel.history().messages();
        assertEquals(
                List.of(
                        "\"123\"",
                        "123",
                        "null",
                        "\"null\"",
                        "true",
                        "{\"z\":1,\"a\":[null,\"x\",true]}",
                        "[]",
                        "{\"x\":1,\"label\":\"é\"}",
                        "\"\""),
                json(kept));
        assertEquals("123", kept.get(0).data(), "a string stays a string");
        assertEquals(null, kept.get(2).data(), "null stays null");
        assertEquals(new Point(1, "é"), kept.get(7).data(Point.class), "decoded");
    }

    @Test
    @Rule("N4")
    void N4_dataUpToTheLimitIsStoredAndMoreIsRefusedWithoutIo() {
        Client client = client();
        Channel channel = client.channel(name());
        RawJson largest = RawJson.of("\"" + "x".repeat(LIMIT - 2) + "\"");
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        MessageId id = channel.emit("e", largest);
        inbox.awaitMessage(id);
        assertEquals(LIMIT, inbox.messages().get(0).json().length(), "bytes delivered");
        assertEquals(LIMIT, channel.history().messages().get(0).json().length(), "bytes kept");
        // A client without a subscription, whose rechecks would count.
        Client other = client();
        Channel refusing = other.channel(channel.name());
        String more = "x".repeat(LIMIT - 1);
        InvalidDataException refused = assertThrows(InvalidDataException.class, () -> refusing.emit("e", more));
        assertEquals("e", refused.event(), "event named");
        assertTrue(
                String.valueOf(refused.getMessage()).contains(Integer.toString(LIMIT)),
                () -> "the limit is named: " + refused.getMessage());
        // It is bytes that count, not characters.
        assertThrows(InvalidDataException.class, () -> refusing.emitAsync("e", "é".repeat(LIMIT / 2)));
        assertEquals(0, other.transport().calls(), "calls of the transport");
    }

    @Test
    @Rule("N4")
    void N4_theLimitCanBeLowered() {
        Client client = lab().client(builder -> builder.maxDataBytes(10));
        Channel channel = client.channel(name());
        channel.emit("e", "12345678");
        assertThrows(InvalidDataException.class, () -> channel.emit("e", "123456789"));
        assertEquals(1, channel.history().messages().size(), "messages kept");
    }

    @Test
    @Rule({"N5", "N3"})
    void N5_dataThatIsNoJsonIsRefusedWithoutIo() {
        Client client = client();
        Channel channel = client.channel(name());
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        for (Object bad : List.of(cycle, new Object())) {
            assertThrows(InvalidDataException.class, () -> channel.emit("e", bad));
            assertThrows(InvalidDataException.class, () -> channel.emitAsync("e", bad));
        }
        for (String bad : List.of("", "{", "1 2", "{'a':1}", "[1,]", "NaN", "\ufeff1", "01", "\"\n\"", "undefined")) {
            assertThrows(IllegalArgumentException.class, () -> RawJson.of(bad), () -> "not refused: " + bad);
        }
        assertEquals(0, client.transport().calls(), "calls of the transport");
    }

    @Test
    @Rule("N6")
    void N6_theTimestampIsTheSameEverywhere() {
        String name = name();
        Client one = client();
        Client two = client();
        Inbox live = inbox();
        Inbox elsewhere = inbox();
        subscribe(one.channel(name), live);
        subscribe(two.channel(name), elsewhere);
        long earliest = lab().clock().millis();
        MessageId last = MessageId.BEGINNING;
        for (int i = 0; i < 50; i++) {
            last = one.channel(name).emit("e", i);
        }
        long latest = lab().clock().millis();
        live.awaitMessage(last);
        elsewhere.awaitMessage(last);
        Inbox replayed = inbox();
        subscribe(two.channel(name), replayed, options -> options.replay());
        replayed.awaitMessage(last);
        List<Long> times = times(live.messages());
        // The backend's clock may differ from ours, but not by minutes.
        long tolerance = lab().fixture().clock().isPresent() ? 0 : 60_000;
        times.forEach(time -> assertTrue(
                time >= earliest - tolerance && time <= latest + tolerance,
                () -> "a timestamp in ms since 1970: " + time));
        assertEquals(times, times(elsewhere.messages()), "live, in another client");
        assertEquals(times, times(replayed.messages()), "replayed");
        assertEquals(times, times(one.channel(name).history().messages()), "history");
        List<Message<?>> newestFirst = new ArrayList<>(
                two.channel(name).history(HistoryQuery.all().newestFirst()).messages());
        java.util.Collections.reverse(newestFirst);
        assertEquals(times, times(newestFirst), "newest first");
    }

    private static List<Long> times(List<Message<?>> messages) {
        return messages.stream().map(Message::epochMillis).toList();
    }
}
