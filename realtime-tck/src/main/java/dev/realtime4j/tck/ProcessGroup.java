package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.tck.process.PeerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** P, and the rules of S1, S2, H6, E2 and E6 where the emitter and the reader are different processes. */
abstract class ProcessGroup extends ContractGroup {
    private static final int ROUNDS = 1000;

    private static final Map<Profile, Set<Faults.Kind>> DEMANDED = Map.of(
            Profile.CORE, Set.of(),
            Profile.SHARED, Set.of(),
            Profile.DURABLE, Set.of(Faults.Kind.CUT, Faults.Kind.OUTAGE, Faults.Kind.RESTART, Faults.Kind.RECREATE),
            Profile.CLUSTERED, Set.of(Faults.Kind.LOSE_NODE));

    ProcessGroup(TransportContract contract) {
        super(contract);
    }

    private PeerProcess peer() {
        demands(Profile.SHARED);
        String url = lab().fixture().peerUrl().orElseThrow();
        PeerProcess peer = Peers.take(Kept.settings(url, lab().briefAge()));
        lab().closeLater(() -> Peers.giveBack(peer));
        return peer;
    }

    @AfterAll
    static void endPeers() {
        Peers.end();
    }

    /** A profile without what it takes to prove it would quietly lower the bar. */
    @Test
    @Rule("P1")
    void P1_theProfileIsBackedByHooks() {
        TransportFixture fixture = lab().fixture();
        Set<Profile> profile = fixture.profile();
        assertTrue(profile.contains(Profile.CORE), "every backend has the profile CORE");
        Set<Faults.Kind> offered = fixture.faults().map(Faults::offered).orElse(Set.of());
        for (Profile one : profile) {
            assertTrue(
                    offered.containsAll(DEMANDED.getOrDefault(one, Set.of())),
                    () -> one + " demands " + DEMANDED.get(one) + ", the fixture offers " + offered);
        }
        if (profile.contains(Profile.SHARED)) {
            assertTrue(fixture.url().isPresent(), "SHARED demands a URL");
            assertTrue(fixture.peerUrl().isPresent(), "SHARED demands a URL for a second process");
            assertTrue(fixture.deadUrl().isPresent(), "SHARED demands a URL under which nothing answers");
        }
        String backend = fixture.backend();
        assertTrue(!backend.isBlank(), "the backend has a name");
    }

    @Test
    @Rule({"S1", "P1"})
    @Stochastic
    void S1_whatAnotherProcessEmitsAfterSubscribeReturnsIsDelivered() {
        PeerProcess peer = peer();
        Client client = client();
        String used = name();
        Subscription keep = client.channel(used).subscribe(options -> options.onMessage(message -> {}));
        rounds(ROUNDS, i -> {
            String name = i % 3 == 0 ? name() : used;
            Inbox inbox = inbox();
            Subscription subscription = subscribe(client.channel(name), inbox);
            MessageId id = peer.emit(name, Integer.toString(i));
            inbox.awaitMessages(1);
            assertEquals(List.of(id), inbox.ids(), "delivered in round " + i);
            subscription.close();
        });
        keep.close();
    }

    @Test
    @Rule({"S1", "P1"})
    @Stochastic
    void S1_aSubscriptionInAnotherProcessStandsWhenItSaysSo() {
        PeerProcess peer = peer();
        Client client = client();
        rounds(ROUNDS, i -> {
            String name = name();
            int subscription = peer.subscribe(name);
            MessageId id = client.channel(name).emit("e", i);
            assertEquals(List.of(id), peer.await(subscription, 1, patience()), "delivered in round " + i);
            assertEquals(List.of(id), peer.close(subscription), "delivered in round " + i);
        });
    }

    @Test
    @Rule({"S2", "P1"})
    @Stochastic
    void S2_nothingThatAnotherProcessEmittedBeforeIsDelivered() {
        PeerProcess peer = peer();
        Client client = client();
        String used = name();
        Subscription keep = client.channel(used).subscribe(options -> options.onMessage(message -> {}));
        rounds(ROUNDS, i -> {
            String name = i % 3 == 0 ? name() : used;
            peer.emit(name, "\"before\"");
            Inbox inbox = inbox();
            Subscription subscription = subscribe(client.channel(name), inbox);
            MessageId after = client.channel(name).emit("e", "after");
            inbox.awaitMessage(after);
            assertEquals(List.of(after), inbox.ids(), "delivered in round " + i);
            subscription.close();
        });
        keep.close();
    }

    @Test
    @Rule({"H6", "E1", "P1"})
    void H6_whatAnotherProcessHasEmittedIsInHistory() {
        PeerProcess peer = peer();
        Client client = client();
        String name = name();
        rounds(2 * ROUNDS, i -> {
            // Twice in a row from each: what a process has read before must not be what it reads next.
            if (i % 4 < 2) {
                MessageId there = peer.emit(name, Integer.toString(i));
                assertEquals(
                        List.of(there),
                        ids(client.channel(name).history(HistoryQuery.latest(1)).messages()),
                        "read here in round " + i);
            } else {
                MessageId here = client.channel(name).emit("e", i);
                assertEquals(List.of(here), peer.latest(name, 1), "read there in round " + i);
            }
        });
    }

    @Test
    @Rule({"E2", "P1"})
    @Stochastic
    void E2_readersInAllProcessesSeeTheOneOrder() {
        PeerProcess one = peer();
        PeerProcess two = peer();
        Client client = client();
        String name = name(Kept.MANY);
        Inbox inbox = inbox();
        subscribe(client.channel(name), inbox);
        int atTwo = two.subscribe(name);
        int each = 300;
        try (Crew crew = new Crew()) {
            List<Callable<Void>> emitters = List.of(
                    () -> {
                        for (int i = 0; i < each; i++) {
                            one.emit(name, "1");
                        }
                        return null;
                    },
                    () -> {
                        emit(client.channel(name), each);
                        return null;
                    },
                    () -> {
                        emitFast(client.channel(name), each);
                        return null;
                    });
            crew.together(emitters);
        }
        inbox.awaitMessages(3 * each);
        List<MessageId> log = history(client.channel(name));
        assertEquals(3 * each, log.size(), "messages");
        EmittingGroup.assertIncreasing(log, "ids");
        assertEquals(log, inbox.ids(), "delivered here");
        assertEquals(log, two.await(atTwo, 3 * each, patience()), "delivered there");
        assertEquals(log, one.history(name), "read there");
    }

    /** A process that dies at any moment leaves nothing half done: what it stored is delivered. */
    @Test
    @Rule({"S1", "S10", "P1"})
    void S1_whatAKilledProcessHadStoredIsDelivered() {
        Client client = client();
        String name = name(Kept.MANY);
        Inbox inbox = inbox();
        subscribe(client.channel(name), inbox);
        List<MessageId> acknowledged = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            PeerProcess peer = peer();
            for (int i = 0; i < 50; i++) {
                acknowledged.add(peer.emit(name, Integer.toString(i)));
            }
            peer.kill();
        }
        inbox.awaitExactly(acknowledged);
        assertEquals(acknowledged, history(client.channel(name)), "kept");
    }
}
