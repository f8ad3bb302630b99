package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** N: names of channels and events, and what is refused before any I/O. */
abstract class NamesGroup extends ContractGroup {
    /** Names that a backend could mangle, split, match as a pattern, or take for one another. */
    private static final List<String> HOSTILE = List.of(
            "a",
            "A",
            "a ",
            " a",
            "a.b",
            "a.b.",
            ".a.b",
            "a..b",
            "a/b",
            "a%2Fb",
            "a%2fb",
            "a=2Eb",
            "a=2eb",
            "a_2Eb",
            "a\\b",
            "*",
            "a*",
            "a.*",
            ">",
            "a.>",
            "a:b",
            "a:b:c",
            "a?b",
            "a#b",
            "a,b",
            "a;b",
            "a&b=c",
            "a+b",
            "a b",
            "a-b",
            "a_b",
            "{}",
            "{a}",
            "{a}b",
            "{",
            "}",
            "a{b}c{d}",
            "[a-z]",
            "$SYS.x",
            "$",
            "_INBOX.a",
            "0",
            "7",
            "07",
            "123",
            "123-0",
            "0-0",
            "true",
            "null",
            "undefined",
            "constructor",
            "__proto__",
            "hasOwnProperty",
            "toString",
            "\"quoted\"",
            "'quoted'",
            "<b>",
            "..",
            ".",
            "../../etc/passwd",
            "C:\\nul",
            "é",
            "e\u0301",
            "É",
            "ß",
            "SS",
            "ı",
            "i",
            "I",
            "İ",
            "ＡＢ",
            "日本語",
            "שלום",
            "😀",
            "👩‍👩‍👧‍👦",
            "\uFEFFa",
            "a\u200Db",
            "\u00A0",
            "\u2028",
            "\uFFFD",
            "x".repeat(256),
            "x".repeat(255),
            "X".repeat(256),
            "😀".repeat(64),
            "é".repeat(128));

    private static final List<String> INVALID = List.of(
            "",
            "x".repeat(257),
            "é".repeat(128) + "x",
            "a\u0000b",
            "a\nb",
            "a\rb",
            "a\tb",
            "\u007f",
            "a\u0085",
            "\u001f",
            "\ud83d",
            "a\ude00b",
            "\ude00\ud83d");

    NamesGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"N1", "S1", "H1"})
    void N1_everyNameIsAChannelOfItsOwn() {
        Client emitter = client();
        Client reader = client();
        List<Inbox> inboxes = new ArrayList<>();
        for (String name : HOSTILE) {
            Inbox inbox = inbox();
            inboxes.add(inbox);
            subscribe(reader.channel(name), inbox);
        }
        List<MessageId> ids = new ArrayList<>();
        HOSTILE.forEach(name -> ids.add(emitter.channel(name).emit("e", name)));
        for (int i = 0; i < HOSTILE.size(); i++) {
            inboxes.get(i).awaitMessage(ids.get(i));
        }
        inboxes.get(0).staysAt(1);
        for (int i = 0; i < HOSTILE.size(); i++) {
            String name = HOSTILE.get(i);
            Message<?> only = onlyOne(name, inboxes.get(i).messages());
            assertEquals(name, only.data(), "data delivered on channel");
            assertEquals(name, only.channel(), "channel of what was delivered");
            Message<?> kept = onlyOne(name, reader.channel(name).history().messages());
            assertEquals(name, kept.data(), "data kept in channel");
            assertEquals(name, kept.channel(), "channel of what was kept");
            assertEquals(ids.get(i), kept.id(), "id in channel " + name);
        }
    }

    private static Message<?> onlyOne(String name, List<Message<?>> messages) {
        assertEquals(
                1,
                messages.size(),
                () -> "messages of channel \"" + name + "\", which was emitted to once: " + messages);
        return messages.get(0);
    }

    @Test
    @Rule({"N1", "N5"})
    void N1_invalidNamesAreRefusedWithoutIo() {
        Client client = client();
        for (String name : INVALID) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> client.channel(name), () -> shown(name));
            explains(refused);
            assertThrows(IllegalArgumentException.class, () -> Emission.of(name, "e", 1), () -> shown(name));
        }
        assertEquals(0, client.transport().calls(), "calls of the transport");
    }

    @Test
    @Rule("N2")
    void N2_eventNamesAreDeliveredAsTheyAre() {
        Client client = client();
        Channel channel = client.channel(name());
        List<String> events = List.of(
                "a",
                "a.b",
                "chat.message",
                "A.b",
                "a-b_c",
                "1.2",
                "constructor.__proto__",
                "ü.😀",
                "a:b/c?d#e,f>{g}",
                "x".repeat(256),
                "é".repeat(128));
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>();
        events.forEach(event -> ids.add(channel.emit(event, 1)));
        inbox.awaitExactly(ids);
        assertEquals(events, inbox.messages().stream().map(Message::event).toList(), "delivered");
        assertEquals(
                events,
                channel.history().messages().stream().map(Message::event).toList(),
                "kept");
    }

    @Test
    @Rule({"N2", "N5"})
    void N2_invalidEventNamesAreRefusedWithoutIo() {
        Client client = client();
        Channel channel = client.channel(name());
        List<String> bad = Stream.concat(
                        INVALID.stream(),
                        Stream.of(".", "a.", ".a", "a..b", "a b", " a", "a ", "*", "a*", "a.*", "a\u00A0b", "a\u2003b"))
                .toList();
        for (String event : bad) {
            explains(assertThrows(IllegalArgumentException.class, () -> channel.emit(event, 1), () -> shown(event)));
            assertThrows(IllegalArgumentException.class, () -> channel.emitAsync(event, 1), () -> shown(event));
            assertThrows(IllegalArgumentException.class, () -> EventType.of(event, String.class), () -> shown(event));
        }
        assertEquals(0, client.transport().calls(), "calls of the transport");
    }

    @Test
    @Rule("N5")
    void N5_badArgumentsAreRefusedWithoutIo() {
        Client client = client();
        Channel channel = client.channel(name());
        refused(() -> channel.history(HistoryQuery.all().limit(0)));
        refused(() -> channel.history(HistoryQuery.latest(-1)));
        refused(() -> channel.history(HistoryQuery.all().events("a..b")));
        refused(() -> channel.history(HistoryQuery.all().events("*")));
        refused(() -> MessageId.parse("12"));
        refused(() -> MessageId.parse("1-2-3"));
        refused(() -> MessageId.parse("-1-2"));
        refused(() -> MessageId.parse("1-99999999999999999999"));
        refused(() -> channel.subscribe(options -> {}));
        refused(() ->
                channel.subscribe(options -> options.onMessage(message -> {}).replayLatest(0)));
        refused(() ->
                channel.subscribe(options -> options.onMessage(message -> {}).events("a.*.b")));
        refused(() -> channel.subscribe(
                options -> options.onMessage(message -> {}).replay().after(MessageId.BEGINNING)));
        refused(() -> channel.subscribe(
                options -> options.onMessage(message -> {}).replayLatest(3).after(MessageId.BEGINNING)));
        refused(() ->
                channel.subscribe(options -> options.onMessage(message -> {}).failOnGap()));
        refused(() -> Emission.of(name(), "e", 1).withKey(""));
        refused(() -> Emission.of(name(), "e", 1).withKey("a\u0000"));
        refused(() -> Emission.of(name(), "e", 1).withKey("k".repeat(257)));
        assertEquals(0, client.transport().calls(), "calls of the transport");
    }

    private static void refused(org.junit.jupiter.api.function.Executable call) {
        explains(assertThrows(IllegalArgumentException.class, call));
    }

    /** The message says something, and no more than a reader can take in. */
    private static void explains(IllegalArgumentException refused) {
        String text = String.valueOf(refused.getMessage());
        assertEquals(true, text.length() > 20 && text.length() < 2000, () -> "an explanation: " + text);
    }

    private static String shown(String name) {
        StringBuilder shown = new StringBuilder("not refused: \"");
        name.codePoints()
                .limit(20)
                .forEach(c -> shown.append(c > 32 && c < 127 ? Character.toString(c) : "U+" + Integer.toHexString(c)));
        return shown.append("\" of ").append(name.length()).append(" chars").toString();
    }
}
