package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitResult;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** E6: idempotency keys. */
abstract class KeysGroup extends ContractGroup {
    KeysGroup(TransportContract contract) {
        super(contract);
    }

    private static MessageId emit(Client client, String channel, Object data, String key) {
        return Waiting.get(
                client.realtime().emitAsync(Emission.of(channel, "e", data).withKey(key)));
    }

    @Test
    @Rule({"E6", "S10"})
    void E6_theSameKeyIsShownOnceAndTakesNoPlace() {
        Client one = client();
        Client two = client();
        Channel channel = one.channel(name());
        Inbox inbox = inbox();
        subscribe(two.channel(channel.name()), inbox);
        MessageId first = emit(one, channel.name(), "first", "k");
        MessageId between = channel.emit("e", "between");
        assertEquals(first, emit(one, channel.name(), "again", "k"), "id of the second emit");
        assertEquals(first, emit(two, channel.name(), "elsewhere", "k"), "id of an emit of another client");
        MessageId last = channel.emit("e", "last");
        inbox.awaitExactly(List.of(first, between, last));
        assertEquals(List.of(first, between, last), history(channel), "kept");
        assertEquals(
                List.of("\"first\"", "\"between\"", "\"last\""),
                json(channel.history().messages()),
                "data kept");
    }

    @Test
    @Rule({"E6", "R3"})
    void E6_aDuplicateLeavesTheHeadWhereItIs() {
        Transport transport = transport();
        String name = name();
        Entry keyed = new Entry("e", "1".getBytes(StandardCharsets.UTF_8), "k");
        MessageId first = Waiting.get(transport.append(name, keyed));
        SinkRecorder sink = SinkRecorder.listen(transport, name, lab());
        for (int i = 0; i < 5; i++) {
            assertEquals(first, Waiting.get(transport.append(name, keyed)), "id of a duplicate");
        }
        assertEquals(first, Lab.read(transport, name, ReadRequest.head()).head(), "head");
        MessageId next = Lab.append(transport, name, "2");
        sink.awaitUpTo(next);
        assertTrue(
                sink.told().stream().allMatch(told -> told.entry().id().equals(next)),
                () -> "only what came after is told: " + sink.told());
        for (SinkRecorder.Told told : sink.told()) {
            assertTrue(told.previous() == null || told.previous().equals(first), () -> "place before: " + told);
        }
    }

    @Test
    @Rule("E6")
    void E6_keysDifferByEveryByte() {
        Client client = client();
        String name = name();
        List<String> keys = List.of(
                "k",
                "K",
                "k ",
                " k",
                "k.",
                "k:1",
                "k*",
                "k>",
                "k/1",
                "1",
                "01",
                "null",
                "constructor",
                "__proto__",
                "é",
                "e\u0301",
                "😀",
                "{k}",
                "k\\",
                "k\"",
                "x".repeat(256),
                "x".repeat(255));
        Map<String, MessageId> ids = new LinkedHashMap<>();
        keys.forEach(key -> ids.put(key, emit(client, name, key, key)));
        assertEquals(List.copyOf(ids.values()), history(client.channel(name)), "each key is stored");
        keys.forEach(key -> assertEquals(ids.get(key), emit(client, name, "again", key), () -> "id for key " + key));
        assertEquals(keys.size(), history(client.channel(name)).size(), "messages kept");
    }

    @Test
    @Rule("E6")
    void E6_keysOfDifferentChannelsNeverMeet() {
        Client client = client();
        String base = name();
        // Pairs that meet where a backend joins the channel's name and the key with a separator.
        List<String[]> pairs = List.of(
                new String[] {base, "k"},
                new String[] {base + "2", "k"},
                new String[] {base + ":a", "b"},
                new String[] {base, "a:b"},
                new String[] {base + ".a", "b"},
                new String[] {base, "a.b"},
                new String[] {base + "/a", "b"},
                new String[] {base, "a/b"},
                new String[] {base + " a", "b"},
                new String[] {base, "a b"},
                new String[] {base + "-a", "b"},
                new String[] {base, "a-b"},
                new String[] {base + "_a", "b"},
                new String[] {base, "a_b"},
                new String[] {base + "|a", "b"},
                new String[] {base, "a|b"});
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (String[] pair : pairs) {
            emit(client, pair[0], 1, pair[1]);
            expected.merge(pair[0], 1, Integer::sum);
        }
        expected.forEach((channel, count) ->
                assertEquals(count, history(client.channel(channel)).size(), () -> "messages of " + channel));
    }

    @Test
    @Rule({"E6", "R2"})
    void E6_theFirstMayBeTrimmedMeanwhile() {
        Client client = client();
        Channel channel = client.channel(name(Kept.FEW));
        MessageId first = emit(client, channel.name(), "first", "k");
        emit(channel, 3 * Kept.FEW.messages);
        List<MessageId> kept = history(channel);
        assertFalse(kept.contains(first), "the first is trimmed");
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        assertEquals(first, emit(client, channel.name(), "again", "k"), "id of the second emit");
        inbox.staysAt(0);
        assertEquals(kept, history(channel), "kept");
    }

    @Test
    @Rule("E6")
    void E6_twoThousandOthersMayLieBetween() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        MessageId first = emit(client, channel.name(), "first", "k");
        List<java.util.concurrent.CompletableFuture<MessageId>> others = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            others.add(client.realtime()
                    .emitAsync(Emission.of(channel.name(), "e", i).withKey("other" + i)));
        }
        others.forEach(Waiting::get);
        assertEquals(first, emit(client, channel.name(), "again", "k"), "id of the second emit");
        assertEquals(2001, history(channel).size(), "messages kept");
    }

    @Test
    @Rule({"E6", "F5"})
    @Stochastic
    void E6_twoClientsAtTheSameMomentStoreOnce() {
        Client one = client();
        Client two = client();
        String name = name();
        Inbox inbox = inbox();
        subscribe(one.channel(name), inbox);
        List<MessageId> expected = new ArrayList<>();
        try (Crew crew = new Crew()) {
            for (int round = 0; round < 50; round++) {
                String key = "k" + round;
                List<Callable<MessageId>> emitters = List.of(
                        () -> emit(one, name, 1, key),
                        () -> emit(two, name, 2, key),
                        () -> emit(one, name, 3, key),
                        () -> emit(two, name, 4, key));
                List<MessageId> ids = crew.together(emitters);
                assertEquals(1, ids.stream().distinct().count(), () -> "ids of one key: " + ids);
                expected.add(ids.get(0));
            }
        }
        assertEquals(expected, history(one.channel(name)), "kept");
        inbox.awaitExactly(expected);
    }

    @Test
    @Rule({"E6", "E8"})
    void E6_aKeyMayComeTwiceInOneBatch() {
        Client client = client();
        String name = name();
        List<EmitResult> results = client.realtime()
                .emitAll(List.of(
                        Emission.of(name, "e", 1).withKey("k"),
                        Emission.of(name, "e", 2),
                        Emission.of(name, "e", 3).withKey("k")));
        assertEquals(results.get(0).orThrow(), results.get(2).orThrow(), "id of the duplicate");
        assertEquals(List.of("1", "2"), json(client.channel(name).history().messages()), "kept");
    }

    @Test
    @Rule("E6")
    void E6_aKeyHoldsForTwoMinutes() {
        Assumptions.assumeTrue(lab().fixture().clock().isPresent(), "the clock cannot be driven");
        Client client = client();
        String name = name();
        MessageId first = emit(client, name, 1, "k");
        lab().age(Duration.ofSeconds(119));
        assertEquals(first, emit(client, name, 2, "k"), "id within 2 minutes");
    }
}
