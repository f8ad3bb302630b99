package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime4j.Channel;
import dev.realtime4j.EmitException;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** F, and E3 and E5 while the backend is away. */
abstract class OutageGroup extends ContractGroup {
    /** What a call may take: the request timeout, and something for a machine that is busy. */
    private static final Duration MOST = Lab.TIMEOUTS.request().plusSeconds(2);

    OutageGroup(TransportContract contract) {
        super(contract);
    }

    private static <T> T within(Duration most, String what, Callable<T> call) {
        long start = System.nanoTime();
        try {
            return call.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(most) <= 0, () -> what + " took " + took.toMillis() + " ms");
        }
    }

    private static <T extends RealtimeException> T within(String what, Class<T> expected, Callable<?> call) {
        return within(MOST, what, () -> assertThrows(expected, call::call));
    }

    @Test
    @Rule({"F2", "E5", "S9"})
    @Lengthy
    void F2_duringAnOutageCallsFailInTime() {
        Faults faults = faults(Faults.Kind.OUTAGE);
        Client client = client();
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        MessageId before = channel.emit("e", "before");
        inbox.awaitMessage(before);
        Channel other = client.channel(name());
        List<RealtimeException> failures = new ArrayList<>();
        try (Crew crew = new Crew()) {
            faults.outage(() -> failures.addAll(crew.together(List.of(
                    () -> within("emit", EmitException.class, () -> channel.emit("e", "during 0")),
                    () -> {
                        CompletableFuture<MessageId> pending =
                                within(MOST, "emitAsync", () -> channel.emitAsync("e", "during 1"));
                        return within("its stage", EmitException.class, () -> Waiting.get(pending));
                    },
                    () -> within("history", RealtimeException.class, channel::history),
                    () -> within(
                            "subscribe",
                            RealtimeException.class,
                            () -> other.subscribe(options -> options.onMessage(message -> {})))))));
        }
        MessageId after = emitSurely(channel, "after");
        inbox.awaitMessage(after);
        List<Message<?>> kept = walk(channel, HistoryQuery.all());
        assertEquals(ids(kept), inbox.ids(), "delivered");
        assertEquals(List.of(), inbox.gaps(), "gaps");
        for (int i = 0; i < failures.size(); i++) {
            RealtimeException failure = failures.get(i);
            String data = "\"during " + i + "\"";
            assertTrue(failure.retryable(), () -> "an outage may pass: " + failure);
            int most = failure instanceof EmitException emit && emit.stored() != EmitException.Stored.NO ? 1 : 0;
            assertTrue(Collections.frequency(json(kept), data) <= most, () -> data + " is stored, although " + failure);
        }
        Inbox again = inbox();
        subscribe(client.channel(name()), again).close();
        until(
                "failed subscriptions leave nothing behind",
                () -> client.metrics().subscriptions.get() == 1);
    }

    @Test
    @Rule("F2")
    void F2_anOutageMakesNoBusyLoop() {
        Faults faults = faults(Faults.Kind.OUTAGE);
        Client client = client();
        int channels = 20;
        List<Inbox> inboxes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            names.add(name());
            inboxes.add(inbox());
            client.channel(names.get(i)).emit("e", 0);
            subscribe(client.channel(names.get(i)), inboxes.get(i), options -> options.replay());
            inboxes.get(i).awaitMessages(1);
        }
        faults.outage(() -> {
            int before = client.transport().calls();
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            until("the outage has lasted", () -> System.nanoTime() - end > 0);
            int calls = client.transport().calls() - before;
            assertTrue(calls <= 20 * channels, () -> calls + " calls of the transport in an outage of 1.5 s");
        });
        for (int i = 0; i < channels; i++) {
            MessageId id = emitSurely(client.channel(names.get(i)), 1);
            inboxes.get(i).awaitMessage(id);
            assertEquals(List.of(), inboxes.get(i).gaps(), "gaps");
        }
    }

    @Test
    @Rule({"E3", "E5", "F2"})
    @Stochastic
    @Lengthy
    void E3_aFailedEmitIsNeverStoredAfterALaterOne() {
        Faults faults = faults(Faults.Kind.OUTAGE);
        Duration request = Duration.ofSeconds(2);
        Client client = lab().client(builder ->
                builder.timeouts(new RealtimeConfig.Timeouts(Lab.TIMEOUTS.connect(), request, Lab.TIMEOUTS.close())));
        Channel channel = client.channel(name(Kept.MANY));
        emitFast(channel, 10);
        List<CompletableFuture<MessageId>> pending = new CopyOnWriteArrayList<>();
        try (Crew crew = new Crew()) {
            // One thread, which has up to 40 emits under way when the backend goes away and when it comes back.
            crew.repeat(() -> {
                int number = pending.size();
                pending.add(channel.emitAsync("async", number + ":"));
                if (number >= 40) {
                    CompletableFuture<Boolean> settled =
                            pending.get(number - 40).handle((id, failure) -> true);
                    assertTrue(Waiting.get(settled));
                }
            });
            until("emits are under way", () -> pending.size() > 50);
            faults.outage(() -> {
                int sent = pending.size();
                until("emits are tried during the outage", () -> pending.size() > sent + 45);
            });
            int sent = pending.size();
            until("emits are tried after the outage", () -> pending.size() > sent + 45);
            crew.stop();
        }
        MessageId last = emitSurely(channel, "last:");
        List<String> log = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        Set<String> stored = new HashSet<>();
        Set<String> notStored = new HashSet<>();
        for (int i = 0; i < pending.size(); i++) {
            String data = i + ":";
            Optional<EmitException> failure = failure(pending.get(i));
            (failure.isEmpty() ? stored : failure.get().stored() == EmitException.Stored.NO ? notStored : unknown)
                    .add(data);
        }
        if (!unknown.isEmpty()) {
            long end = System.nanoTime() + request.toNanos();
            until("what is unknown has been stored, or never will be", () -> System.nanoTime() - end > 0);
        }
        for (Message<?> message : walk(channel, HistoryQuery.all().events("async"))) {
            String data = String.valueOf(message.data());
            log.add(data);
            if (!seen.add(data)) {
                twice.add(message.id() + " " + data);
            }
        }
        Set<String> missing = new HashSet<>(stored);
        missing.removeAll(seen);
        assertEquals(List.of(), twice, "nothing is stored twice");
        assertEquals(Set.of(), missing, "what was acknowledged is stored");
        assertTrue(Collections.disjoint(log, notStored), "what is known not to be stored is not stored");
        List<Integer> numbers = log.stream()
                .map(data -> Integer.valueOf(data.substring(0, data.length() - 1)))
                .toList();
        for (int i = 1; i < numbers.size(); i++) {
            int index = i;
            assertTrue(
                    numbers.get(i - 1) < numbers.get(i),
                    () -> numbers.get(index) + " is stored after " + numbers.get(index - 1));
        }
        assertTrue(history(channel).indexOf(last) >= 0, "the channel goes on");
    }

    private static Optional<EmitException> failure(CompletableFuture<MessageId> stage) {
        try {
            assertNotNull(Waiting.get(stage));
            return Optional.empty();
        } catch (EmitException e) {
            return Optional.of(e);
        }
    }

    @Test
    @Rule({"F1", "F3"})
    void F1_aBackendThatCannotBeReachedIsNamed() {
        Optional<String> url = lab().fixture().deadUrl();
        Assumptions.assumeTrue(url.isPresent(), "the fixture has no URL under which nothing answers");
        RealtimeException refused = refusedInTime(url.orElseThrow());
        String text = String.valueOf(refused.getMessage());
        String address = url.orElseThrow().replaceFirst("^[^:]*:(//)?", "").replaceFirst("^.*@", "");
        String host = address.split("[/?,]", 2)[0];
        assertTrue(text.contains(host), () -> "the address " + host + " is named in: " + text);
        assertNotNull(refused.getCause(), "the cause");
    }

    @Test
    @Rule({"F1", "F3"})
    void F1_wrongCredentialsAreNotRetryable() {
        Optional<String> url = lab().fixture().deniedUrl();
        Assumptions.assumeTrue(url.isPresent(), "the fixture's backend asks for no credentials");
        RealtimeException refused = refusedInTime(url.orElseThrow());
        assertFalse(refused.retryable(), () -> "trying again does not help: " + refused);
    }

    private static RealtimeException refusedInTime(String url) {
        Duration connect = Duration.ofSeconds(2);
        RealtimeConfig config = RealtimeConfig.builder(url)
                .timeouts(new RealtimeConfig.Timeouts(connect, connect, connect))
                .build();
        RealtimeException refused = within(
                connect.plusSeconds(2),
                "connect",
                () -> assertThrows(
                        RealtimeException.class, () -> Realtime.connect(config).close()));
        for (Throwable e = refused; e != null; e = e.getCause()) {
            String text = String.valueOf(e);
            assertFalse(text.contains("tck-secret"), () -> "the password is masked in: " + text);
        }
        assertFalse(config.toString().contains("tck-secret"), "the password is masked in the configuration");
        return refused;
    }

    @Test
    @Rule("F4")
    void F4_foreignDataIsSkipped() {
        Faults faults = faults(Faults.Kind.FOREIGN_DATA);
        Client client = client();
        Channel channel = client.channel(name());
        Inbox inbox = inbox();
        subscribe(channel, inbox);
        List<MessageId> ids = new ArrayList<>(emit(channel, 3));
        inbox.awaitMessages(3);
        faults.plantForeignData(channel.name());
        ids.addAll(emit(channel, 3));
        inbox.awaitExactly(ids);
        assertEquals(ids, history(channel), "history");
        assertEquals(ids, ids(walk(channel, HistoryQuery.all().limit(1))), "history by pages");
        List<MessageId> back = new ArrayList<>(
                ids(walk(channel, HistoryQuery.all().newestFirst().limit(1))));
        Collections.reverse(back);
        assertEquals(ids, back, "newest first");
        Inbox resumed = inbox();
        subscribe(channel, resumed, options -> options.after(ids.get(1)));
        resumed.awaitExactly(ids.subList(2, 6));
    }
}
