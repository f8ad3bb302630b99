package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EmitResult;
import dev.realtime4j.Event;
import dev.realtime4j.EventType;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.InvalidDataException;
import dev.realtime4j.MessageId;
import dev.realtime4j.codec.RawJson;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** E1 to E5, E7, E8: what an emit promises. */
abstract class EmittingGroup extends ContractGroup {
    EmittingGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"E1", "E4"})
    void E1_emitGivesTheIdOfTheStoredMessage() {
        Client client = client();
        Channel channel = client.channel(name());
        EventType<Integer> typed = EventType.of("e", Integer.class);
        List<MessageId> ids = new ArrayList<>();
        ids.add(channel.emit("e", 0));
        ids.add(channel.emit(typed, 1));
        ids.add(Waiting.get(channel.emitAsync("e", 2)));
        ids.add(Waiting.get(channel.emitAsync(typed, 3)));
        ids.add(Waiting.get(client.realtime().emitAsync(Emission.of(channel.name(), "e", 4))));
        ids.add(client.realtime()
                .emitAll(List.of(Emission.of(channel.name(), typed, 5)))
                .get(0)
                .orThrow());
        assertEquals(ids, history(channel), "ids in the log");
        assertEquals(
                List.of("0", "1", "2", "3", "4", "5"), json(channel.history().messages()), "data in the log");
        for (MessageId id : ids) {
            assertTrue(id.toString().matches("\\d+-\\d+"), () -> "an id is two decimal numbers: " + id);
            assertEquals(id, MessageId.parse(id.toString()), "read again");
            assertTrue(id.isAfter(MessageId.BEGINNING), "after the beginning");
        }
    }

    @Test
    @Rule({"E2", "S1", "F5"})
    @Stochastic
    void E2_allReadersSeeTheOneOrder() {
        String name = name(Kept.MANY);
        Client one = client();
        Client two = client();
        Inbox atOne = inbox();
        Inbox atTwo = inbox();
        subscribe(one.channel(name), atOne);
        subscribe(two.channel(name), atTwo);
        int each = 250;
        try (Crew crew = new Crew()) {
            List<Callable<List<MessageId>>> emitters = List.of(
                    () -> emit(one.channel(name), each),
                    () -> emit(two.channel(name), each),
                    () -> emitFast(one.channel(name), each),
                    () -> emitFast(two.channel(name), each));
            crew.together(emitters).forEach(ids -> assertIncreasing(ids, "ids of one emitter"));
        }
        atOne.awaitMessages(4 * each);
        atTwo.awaitMessages(4 * each);
        List<MessageId> order = history(one.channel(name));
        assertEquals(4 * each, order.size(), "messages kept");
        assertIncreasing(order, "ids in history");
        assertEquals(order, history(two.channel(name)), "history of the other client");
        assertEquals(order, atOne.ids(), "live");
        assertEquals(order, atTwo.ids(), "live at the other client");
        List<MessageId> newestFirst =
                new ArrayList<>(ids(walk(two.channel(name), HistoryQuery.all().newestFirst())));
        java.util.Collections.reverse(newestFirst);
        assertEquals(order, newestFirst, "newest first");
    }

    static void assertIncreasing(List<MessageId> ids, String what) {
        for (int i = 1; i < ids.size(); i++) {
            MessageId before = ids.get(i - 1);
            MessageId id = ids.get(i);
            assertTrue(id.isAfter(before), () -> what + " increase: " + id + " follows " + before);
        }
    }

    /** Once an id has been seen, no smaller one may appear: what was read is always a prefix of what is read later. */
    @Test
    @Rule({"E2", "H6"})
    @Stochastic
    void E2_noSmallerIdAppearsLater() {
        String name = name(Kept.MANY);
        Transport reader = transport();
        Client one = client();
        Client two = client();
        int each = 300;
        try (Crew crew = new Crew()) {
            crew.repeat(() -> {
                List<MessageId> seen = readAll(reader, name);
                List<MessageId> later = readAll(reader, name);
                assertTrue(later.size() >= seen.size(), "messages that were read are still there");
                assertEquals(seen, later.subList(0, seen.size()), "a smaller id has appeared, or one is gone");
            });
            List<Callable<List<MessageId>>> emitters = List.of(
                    () -> emit(one.channel(name), each),
                    () -> emit(two.channel(name), each),
                    () -> emitFast(one.channel(name), each),
                    () -> emitFast(two.channel(name), each));
            crew.together(emitters);
            crew.stop();
        }
        assertEquals(4 * each, readAll(reader, name).size(), "messages");
    }

    private static List<MessageId> readAll(Transport reader, String name) {
        List<MessageId> all = new ArrayList<>();
        MessageId cursor = null;
        for (boolean end = false; !end; ) {
            Page page = Lab.read(reader, name, ReadRequest.after(cursor, 500, 1 << 20));
            page.entries().forEach(entry -> all.add(entry.id()));
            cursor = page.scannedTo();
            end = page.end();
        }
        return all;
    }

    @Test
    @Rule("E3")
    void E3_emitsOfOneThreadAreStoredInItsOrder() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        List<CompletableFuture<MessageId>> pending = new ArrayList<>();
        int number = 0;
        while (number < 2000) {
            // Of very different sizes, so that a driver that overtakes has every chance to.
            String data = number + ":" + "x".repeat(lab().random().nextInt(20) == 0 ? 50_000 : 5);
            int kind = lab().random().nextInt(20);
            if (kind == 0) {
                channel.emit("e", data);
            } else if (kind == 1) {
                client.realtime()
                        .emitAll(List.of(
                                Emission.of(channel.name(), "e", data),
                                Emission.of(channel.name(), "e", (number + 1) + ":")));
                number++;
            } else if (kind == 2) {
                pending.add(client.realtime()
                        .emitAsync(Emission.of(channel.name(), "e", data).withKey("k" + number)));
            } else {
                pending.add(channel.emitAsync("e", data));
            }
            number++;
        }
        List<MessageId> ids = pending.stream().map(Waiting::get).toList();
        assertIncreasing(ids, "acknowledged ids");
        assertEquals(counting(number), numbers(walk(channel, HistoryQuery.all())), "order in the log");
    }

    @Test
    @Rule({"E3", "F5"})
    @Stochastic
    void E3_eachThreadsOrderIsKeptAmongOthers() {
        Client client = client();
        Channel channel = client.channel(name(Kept.MANY));
        int threads = 4;
        int each = 500;
        try (Crew crew = new Crew()) {
            List<Callable<Void>> emitters = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String event = "t" + t;
                emitters.add(() -> {
                    List<CompletableFuture<MessageId>> pending = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        pending.add(channel.emitAsync(event, i + ":"));
                    }
                    pending.forEach(Waiting::get);
                    return null;
                });
            }
            crew.together(emitters);
        }
        for (int t = 0; t < threads; t++) {
            assertEquals(
                    counting(each), numbers(walk(channel, HistoryQuery.all().events("t" + t))), "order of thread " + t);
        }
    }

    static List<Integer> counting(int count) {
        return java.util.stream.IntStream.range(0, count).boxed().toList();
    }

    /** The number before the colon in the data of each message. */
    static List<Integer> numbers(List<dev.realtime4j.Message<?>> messages) {
        return messages.stream()
                .map(message -> String.valueOf(message.data()))
                .map(text -> Integer.valueOf(text.substring(0, text.indexOf(':'))))
                .toList();
    }

    @Test
    @Rule("E4")
    void E4_idsAreComparedByTheFirstNumberThenByTheSecond() {
        assertTrue(new MessageId(10, 0).isAfter(new MessageId(9, 99)), "10-0 after 9-99");
        assertTrue(new MessageId(9, 10).isAfter(new MessageId(9, 9)), "9-10 after 9-9");
        assertFalse(new MessageId(9, 9).isAfter(new MessageId(9, 9)), "9-9 not after itself");
        assertEquals("9-10", new MessageId(9, 10).toString());
        // Many at once, so that some share a millisecond, an offset's batch or whatever the first number is.
        Channel channel = client().channel(name(Kept.MANY));
        assertIncreasing(emitFast(channel, 1000), "ids");
    }

    @Test
    @Rule("E5")
    void E5_aFailedEmitSaysWhetherItIsStored() {
        SimulatedFaults faults = new SimulatedFaults();
        Client client = lab().client(faults);
        Channel channel = client.channel(name());
        MessageId first = channel.emit("e", 1);
        faults.failAppends(channel.name()::equals, SimulatedFaults.Moment.BEFORE_STORING);
        assertEquals(
                EmitException.Stored.NO,
                assertThrows(EmitException.class, () -> channel.emit("e", 2)).stored());
        faults.failAppends(channel.name()::equals, SimulatedFaults.Moment.AFTER_STORING);
        CompletableFuture<MessageId> unknown = channel.emitAsync("e", 3);
        EmitException lost = assertThrows(EmitException.class, () -> Waiting.get(unknown));
        assertEquals(EmitException.Stored.UNKNOWN, lost.stored());
        faults.healAppends();
        MessageId last = channel.emit("e", 4);
        assertEquals(List.of("1", "3", "4"), json(channel.history().messages()), "stored at most once, in order");
        assertTrue(last.isAfter(first), "the channel goes on");
    }

    interface Events {
        Event<Point> point();

        Chat chat();

        interface Chat {
            Event<String> message();
        }
    }

    record Point(int x, int y) {}

    @Test
    @Rule("E7")
    void E7_dataThatDoesNotFitItsTypeIsRefusedWithoutIo() {
        Client client = lab().client(builder -> builder.events(Events.class));
        Channel channel = client.channel(name());
        InvalidDataException refused =
                assertThrows(InvalidDataException.class, () -> channel.emit("point", "no point"));
        assertEquals("point", refused.event(), "event named");
        assertNotNull(refused.path(), "path named");
        InvalidDataException inside = assertThrows(
                InvalidDataException.class, () -> channel.emit("point", RawJson.of("{\"x\":\"a\",\"y\":2}")));
        assertEquals("$.x", inside.path(), "path named");
        assertThrows(InvalidDataException.class, () -> channel.emitAsync("chat.message", 5));
        EventType<Integer> even = EventType.of("even", Integer.class).checkedBy(number -> {
            if (number % 2 != 0) {
                throw new IllegalArgumentException("must be even, got " + number);
            }
        });
        InvalidDataException odd = assertThrows(InvalidDataException.class, () -> channel.emit(even, 3));
        assertTrue(String.valueOf(odd.getMessage()).contains("must be even, got 3"), () -> "reason in " + odd);
        assertEquals(0, client.transport().calls(), "calls of the transport");
        channel.emit("point", new Point(1, 2));
        channel.emit("undeclared", 3);
        channel.emit(even, 4);
        assertEquals(3, channel.history().messages().size(), "what fits is stored");
    }

    @Test
    @Rule("E7")
    void E7_strictModeRefusesUndeclaredEvents() {
        Client client = lab().client(builder -> builder.events(Events.class).strict());
        Channel channel = client.channel(name());
        assertThrows(InvalidDataException.class, () -> channel.emit("chat.massage", "hi"));
        assertEquals(0, client.transport().calls(), "calls of the transport");
        channel.emit("chat.message", "hi");
        channel.events(Events.class).chat().message().emit("ho");
        assertEquals(List.of("\"hi\"", "\"ho\""), json(channel.history().messages()), "stored");
    }

    @Test
    @Rule({"E8", "E3"})
    void E8_aBatchIsAnsweredMessageByMessage() {
        Client client = client();
        String one = name();
        String two = name();
        List<Emission> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(Emission.of(i % 3 == 0 ? one : two, "e", i + ":"));
        }
        List<EmitResult> results = client.realtime().emitAll(batch);
        assertEquals(100, results.size(), "answers");
        List<MessageId> atOne = new ArrayList<>();
        List<MessageId> atTwo = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            (i % 3 == 0 ? atOne : atTwo).add(results.get(i).orThrow());
        }
        assertEquals(atOne, history(client.channel(one)), "first channel");
        assertEquals(atTwo, history(client.channel(two)), "second channel");
        assertEquals(List.of(), client.realtime().emitAll(List.of()), "an empty batch");
    }

    @Test
    @Rule("E8")
    void E8_aBatchWithAFaultIsRefusedAsAWholeWithoutIo() {
        Client client = client();
        String name = name();
        List<Emission> batch = List.of(
                Emission.of(name, "e", 1),
                Emission.of(
                        name,
                        EventType.of("n", Integer.class).checkedBy(n -> {
                            throw new IllegalArgumentException("never right");
                        }),
                        2),
                Emission.of(name, "e", 3));
        InvalidDataException refused =
                assertThrows(InvalidDataException.class, () -> client.realtime().emitAll(batch));
        assertEquals("n", refused.event(), "event named");
        assertEquals(0, client.transport().calls(), "calls of the transport");
    }

    @Test
    @Rule({"E8", "E5"})
    void E8_oneFailureOfABatchLeavesTheOthersStored() {
        SimulatedFaults faults = new SimulatedFaults();
        Client client = lab().client(faults);
        String good = name();
        String bad = name();
        faults.failAppends(bad::equals, SimulatedFaults.Moment.BEFORE_STORING);
        List<EmitResult> results = client.realtime()
                .emitAll(List.of(Emission.of(good, "e", 1), Emission.of(bad, "e", 2), Emission.of(good, "e", 3)));
        EmitException error = results.get(1).error();
        assertNotNull(error, "the second failed");
        assertEquals(EmitException.Stored.NO, error.stored());
        assertEquals(
                List.of(results.get(0).orThrow(), results.get(2).orThrow()), history(client.channel(good)), "stored");
        assertEquals(List.of(), history(client.channel(bad)), "not stored");
    }

    /** The SPI's own part of E2: what a sink is told is what a read gives, with the right place of the entry before. */
    @Test
    @Rule({"E2", "S1", "N6"})
    void E2_aSinkIsToldTheLogInItsOrder() {
        Transport emitter = transport();
        String name = name();
        SinkRecorder sink = SinkRecorder.listen(transport(), name, lab());
        List<MessageId> ids = Lab.append(emitter, name, 100);
        sink.awaitUpTo(ids.get(99));
        List<StoredEntry> log =
                Lab.read(emitter, name, ReadRequest.after(null, 1000, 1 << 20)).entries();
        assertEquals(ids, log.stream().map(StoredEntry::id).toList(), "ids in the log");
        sink.assertPartOf(log);
    }
}
