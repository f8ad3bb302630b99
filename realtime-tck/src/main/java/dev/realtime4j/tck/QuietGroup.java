package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** S10: never silent, never false. */
abstract class QuietGroup extends ContractGroup {
    QuietGroup(TransportContract contract) {
        super(contract);
    }

    @Test
    @Rule({"S5", "S10"})
    @Lengthy
    void S5_whoComesBackToWhatIsFollowedReadsNothing() {
        Client client = client();
        Channel channel = client.channel(name());
        Inbox live = inbox();
        MessageId start = subscribe(channel, live).position();
        List<MessageId> ids = new ArrayList<>(emit(channel, 30));
        live.awaitExactly(ids);
        int reads = client.transport().reads.get();
        List<Inbox> resumed = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            MessageId cursor = i == 0 ? start : ids.get(i - 1);
            Inbox inbox = inbox();
            resumed.add(inbox);
            subscribe(channel, inbox, options -> options.after(cursor));
        }
        int readsNow = client.transport().reads.get();
        // A last hint may have the log read once more although there is no more in it, and one that came during that,
        // too.
        int byHints = Math.min(2, client.transport().hints.get());
        ids.add(channel.emit("e", "last"));
        Map<Inbox, List<MessageId>> expected = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            expected.put(resumed.get(i), ids.subList(i, 31));
        }
        Inbox.awaitExactly(expected);
        assertTrue(readsNow - reads <= byHints, () -> readsNow - reads + " reads of the log, " + byHints + " by hints");
    }

    /**
     * Without a fault the live path alone does the work: nothing sweeps up after it unnoticed. Where all it can do is to hint at
     * what is new, each hint is worth one read.
     */
    @Test
    @Rule({"S10", "S1"})
    void S10_withoutAFaultNothingIsHealedRecheckedOrRead() {
        Client reader = client();
        Client emitter = client();
        int channels = 100;
        int each = 100;
        List<String> names = new ArrayList<>();
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            names.add(name());
            inboxes.add(inbox());
            subscribe(reader.channel(names.get(i)), inboxes.get(i));
        }
        long listened = System.nanoTime();
        for (int n = 0; n < each; n++) {
            List<CompletableFuture<MessageId>> pending = new ArrayList<>();
            for (String name : names) {
                pending.add(emitter.channel(name).emitAsync("e", n));
            }
            pending.forEach(Waiting::get);
        }
        inboxes.forEach(inbox -> inbox.awaitMessages(each));
        // Until the first three looks at the head, where there are any, are over.
        until(
                "2.5 s since listening stood",
                () -> System.nanoTime() - listened > Duration.ofMillis(2500).toNanos());
        inboxes.get(0).staysAt(each);
        for (int i = 0; i < channels; i++) {
            assertEquals(history(emitter.channel(names.get(i))), inboxes.get(i).ids(), "delivered");
            assertEquals(List.of(), inboxes.get(i).gaps(), "gaps");
        }
        int hints = reader.transport().hints.get();
        if (hints == 0) {
            assertEquals(0, reader.metrics().healed.get(), "messages the live path had not told");
        }
        assertEquals(0, reader.metrics().found.get(), "rechecks that found something");
        assertEquals(0, reader.metrics().gaps.get(), "gaps");
        int reads = reader.transport().reads.get();
        assertTrue(
                reads <= 2 * channels + hints,
                () -> reads + " reads of the log by " + channels + " hubs with " + hints + " hints");
        assertEquals(channels, reader.transport().listens.get(), "listeners opened");
    }

    @Test
    @Rule({"S10", "S9"})
    void S10_aMessageTheLivePathLostIsFoundByTheNext() {
        SimulatedFaults faults = new SimulatedFaults();
        faults.declareLossy();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name());
        Channel emitter = client().channel(channel.name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            ids.addAll(emit(emitter, 2));
            inbox.awaitMessages(ids.size());
            int lost = faults.lost();
            faults.loseLive(true);
            ids.addAll(emit(emitter, 1 + round % 3));
            until("the live path has lost something", () -> faults.lost() > lost);
            faults.loseLive(false);
            ids.add(emitter.emit("e", "next"));
            inbox.awaitMessage(ids.get(ids.size() - 1));
        }
        inbox.awaitExactly(ids);
        assertTrue(reader.metrics().healed.get() >= 10, "healing is told");
    }

    @Test
    @Rule({"S10", "S9"})
    void S10_theLastMessageTheLivePathLostIsFoundByARecheck() {
        SimulatedFaults faults = new SimulatedFaults();
        faults.declareLossy();
        Client reader = lab().client(faults);
        Channel channel = reader.channel(name());
        Channel emitter = client().channel(channel.name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>(emit(emitter, 2));
        inbox.awaitMessages(2);
        // A last hint may have the log read once more: not when there is what only a recheck shall find.
        inbox.staysAt(2);
        faults.loseLive(true);
        ids.addAll(emit(emitter, 3));
        inbox.awaitExactly(ids);
        assertTrue(reader.metrics().found.get() >= 1, "a recheck that found something is told");
    }

    /** What is missing is judged by the read itself, for every cursor, while the log grows and is trimmed. */
    @Test
    @Rule({"S10", "R4", "E2"})
    @Stochastic
    void S10_theTransportJudgesTruthfullyWhileTheLogIsTrimmed() {
        Transport reader = transport();
        Client emitter = client();
        String name = name(Kept.FEW);
        List<MessageId> ids = new ArrayList<>(emit(emitter.channel(name), 12));
        try (Crew crew = new Crew()) {
            for (int round = 0; round < 200; round++) {
                MessageId cursor = ids.get(ids.size() - 1 - lab().random().nextInt(14) % ids.size());
                var emitted = crew.start(() -> emitFast(emitter.channel(name), 3));
                Page page = Lab.read(reader, name, ReadRequest.after(cursor, 100, 1 << 20));
                ids.addAll(Crew.result(emitted));
                List<MessageId> told =
                        page.entries().stream().map(StoredEntry::id).toList();
                int next = ids.indexOf(cursor) + 1;
                if (page.continuity() == Continuity.EXACT) {
                    assertEquals(
                            ids.subList(next, next + told.size()), told, () -> "exact after " + cursor + ": " + page);
                } else {
                    assertEquals(Continuity.TRIMMED, page.continuity(), "continuity");
                    int first = ids.indexOf(told.get(0));
                    assertTrue(first > next, () -> "told to be trimmed after " + cursor + ", but nothing is: " + page);
                    assertEquals(ids.subList(first, first + told.size()), told, "then without a hole");
                }
            }
        }
    }

    @Test
    @Rule({"S10", "S5", "S8"})
    @Stochastic
    @Lengthy
    void S10_everyMessageIsDeliveredOrToldToBeLostWhileRetentionOvertakes() {
        Client reader = lab().client(builder -> builder.bufferBytes(1));
        Client emitter = client();
        String name = name(Kept.FEW);
        Inbox inbox = inbox();
        List<MessageId> ids = new ArrayList<>();
        reader.channel(name)
                .subscribe(options -> options.onMessage(message -> {
                            inbox.message(message);
                            LockSupport.parkNanos(1);
                        })
                        .onGap(inbox::gap));
        for (int burst = 0; burst < 100; burst++) {
            ids.addAll(emitFast(emitter.channel(name), 40));
        }
        inbox.awaitMessage(ids.get(ids.size() - 1));
        DeliveryCheck.everythingIsDeliveredOrTold(ids, inbox.events());
    }
}
