package dev.realtime4j.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime4j.Channel;
import dev.realtime4j.Emission;
import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out one sequence of operations on a backend and on the model, and compares after each. */
final class ModelRun {
    /** What can be done. The letter is its name in a replay; the number picks among what is there. */
    enum Kind {
        EMIT('e'),
        KEYED('k'),
        BATCH('b'),
        FLOOD('f'),
        LIVE('l'),
        FILTERED('w'),
        REPLAY('r'),
        LATEST('n'),
        RESUME('s'),
        CLOSE('c'),
        HISTORY('h'),
        AGE('a'),
        INTERRUPT('i'),
        RESTORE('u');

        final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    record Operation(Kind kind, int number) {
        static Operation parse(String text) {
            for (Kind kind : Kind.values()) {
                if (kind.letter == text.charAt(0)) {
                    return new Operation(kind, Integer.parseInt(text.substring(1)));
                }
            }
            throw new IllegalArgumentException("No such operation: " + text);
        }

        @Override
        public String toString() {
            return kind.letter + "" + number;
        }
    }

    private final Lab lab;
    private final Client client;
    private final Client emitter;
    private final SimulatedFaults faults;
    private final Channel channel;
    private final Duration patience;
    private final ModelLog log;
    private final List<ModelFollower> followers = new ArrayList<>();
    private final List<MessageId> cursors = new ArrayList<>(List.of(MessageId.BEGINNING));
    private boolean interrupted;
    private int count;

    ModelRun(Lab lab, Client client, Client emitter, SimulatedFaults faults, Duration patience) {
        this.lab = lab;
        this.client = client;
        this.emitter = emitter;
        this.faults = faults;
        this.patience = patience;
        Kept kept = lab.fixture().clock().isPresent() ? Kept.BRIEF_FEW : Kept.FEW;
        this.channel = client.channel(lab.name(kept));
        this.log = new ModelLog(
                kept.messages,
                kept == Kept.FEW ? Long.MAX_VALUE / 4 : lab.briefAge().toMillis());
    }

    private long now() {
        return lab.clock().millis();
    }

    /** Carries out all operations; gives the index of the one that failed with its error, or nothing. */
    Optional<Failure> run(List<Operation> operations) {
        try {
            for (int i = 0; i < operations.size(); i++) {
                try {
                    carryOut(operations.get(i));
                    settle();
                } catch (AssertionError | RuntimeException e) {
                    return Optional.of(new Failure(i, e));
                }
            }
            return Optional.empty();
        } finally {
            faults.restore();
            followers.forEach(ModelFollower::close);
        }
    }

    record Failure(int index, Throwable cause) {}

    private void settle() {
        if (!interrupted) {
            followers.forEach(follower -> follower.settle(patience, now()));
        }
    }

    private void carryOut(Operation operation) {
        int number = operation.number();
        switch (operation.kind()) {
            case EMIT -> emit(number);
            case KEYED -> emitKeyed("key" + number % 3);
            case BATCH -> emitBatch(2 + number % 3);
            case FLOOD -> {
                for (int i = 0; i < 8 + number % 9; i++) {
                    emit(i);
                }
            }
            case LIVE -> follow(null, log.size(), false, options -> {});
            case FILTERED -> follow("b", log.size(), false, options -> options.events("b"));
            case REPLAY -> follow(null, firstShown(0), true, options -> options.replay());
            case LATEST -> {
                int shown = log.shown(0, now()).size();
                int n = 1 + number % 12;
                follow(null, firstShown(Math.max(0, shown - n)), true, options -> options.replayLatest(n));
            }
            case RESUME -> resume(cursors.get(number % cursors.size()), number % 4 == 3 ? "b" : null);
            case CLOSE -> {
                if (!followers.isEmpty()) {
                    ModelFollower follower = followers.remove(number % followers.size());
                    follower.close();
                    cursors.add(follower.position());
                }
            }
            case HISTORY -> readHistory(number);
            case AGE -> age(number);
            case INTERRUPT -> {
                faults.interrupt();
                interrupted = true;
            }
            case RESTORE -> {
                faults.restore();
                interrupted = false;
            }
        }
    }

    /** Of odd lengths, so that nothing is ever exactly as old as retention allows. */
    private void age(int number) {
        lab.fixture()
                .clock()
                .ifPresent(clock -> clock.advance(
                        switch (number % 4) {
                            case 0 -> lab.briefAge().multipliedBy(2).plusMillis(7);
                            case 1 -> lab.briefAge().plusMillis(7);
                            default -> lab.briefAge().dividedBy(3).plusMillis(7);
                        }));
    }

    private void emit(int number) {
        String event = number % 2 == 0 ? "a" : "b";
        String json = Integer.toString(count++);
        Client by = number % 3 == 0 ? client : emitter;
        MessageId id = by.channel(channel.name()).emit(event, Integer.valueOf(json));
        add(new ModelLog.Entry(id, event, json, now()));
    }

    private void add(ModelLog.Entry entry) {
        log.append(entry);
        cursors.add(entry.id());
    }

    private void emitKeyed(String key) {
        String json = Integer.toString(count++);
        MessageId id = Waiting.get(emitter.realtime()
                .emitAsync(
                        Emission.of(channel.name(), "a", Integer.valueOf(json)).withKey(key)));
        log.appendKeyed(key, new ModelLog.Entry(id, "a", json, now()));
    }

    private void emitBatch(int size) {
        List<Emission> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(Emission.of(channel.name(), "b", count + i));
        }
        var results = emitter.realtime().emitAll(batch);
        for (int i = 0; i < size; i++) {
            add(new ModelLog.Entry(results.get(i).orThrow(), "b", Integer.toString(count++), now()));
        }
    }

    /** The index of the shown message that has so many shown before it. */
    private int firstShown(int skipped) {
        List<ModelLog.Entry> shown = log.shown(0, now());
        if (skipped >= shown.size()) {
            return log.size();
        }
        Integer after = log.after(shown.get(skipped).id());
        return after == null ? log.size() : after - 1;
    }

    private void follow(@Nullable String event, int next, boolean replay, Consumer<SubscriptionOptions> start) {
        Inbox inbox = lab.inbox();
        Subscription subscription = channel.subscribe(options -> start.accept(inbox.attach(options)));
        followers.add(new ModelFollower(log, inbox, subscription, event, next, replay));
    }

    private void resume(MessageId cursor, @Nullable String event) {
        Integer next = log.after(cursor);
        int from = next == null ? log.size() : next;
        // What an old log has lost behind its beginning, a transport need not know.
        boolean forgotten =
                cursor.equals(MessageId.BEGINNING) && log.shown(0, now()).isEmpty();
        follow(event, forgotten ? log.size() : from, false, options -> {
            options.after(cursor);
            if (event != null) {
                options.events(event);
            }
        });
    }

    private void readHistory(int number) {
        int limit = 1 + number % 7;
        List<MessageId> shown = ids(log.shown(0, now()));
        assertEquals(shown, ids(HistoryQuery.all().limit(limit)), "history by pages of " + limit);
        List<MessageId> newest = shown.subList(Math.max(0, shown.size() - limit), shown.size());
        assertEquals(
                newest,
                ContractGroup.ids(channel.history(HistoryQuery.latest(limit)).messages()),
                "the latest " + limit);
        List<MessageId> reversed = new ArrayList<>(shown);
        Collections.reverse(reversed);
        assertEquals(reversed, ids(HistoryQuery.all().newestFirst().limit(limit)), "newest first");
        assertEquals(
                ids(log.shown(0, now()).stream()
                        .filter(entry -> entry.event().equals("b"))
                        .toList()),
                ids(HistoryQuery.all().events("b").limit(limit)),
                "of event b");
        readAfter(cursors.get(number % cursors.size()));
    }

    private void readAfter(MessageId cursor) {
        Integer next = log.after(cursor);
        if (next == null || cursor.equals(MessageId.BEGINNING)) {
            return;
        }
        HistoryPage page = channel.history(HistoryQuery.all().after(cursor));
        assertEquals(ids(log.shown(next, now())), ContractGroup.ids(page.messages()), "history after " + cursor);
        boolean missing = log.isMissing(next, log.size(), now());
        if (missing || page.gap().map(Gap::reason).orElse(null) != Gap.Reason.UNKNOWN) {
            assertEquals(missing, page.gap().isPresent(), "a gap after " + cursor);
        } else {
            assertEquals(true, log.mayBeUnknown(next, now()), "an unknown gap after " + cursor);
        }
    }

    private static List<MessageId> ids(List<ModelLog.Entry> entries) {
        return entries.stream().map(ModelLog.Entry::id).toList();
    }

    private List<MessageId> ids(HistoryQuery query) {
        return ContractGroup.ids(ContractGroup.walk(channel, query));
    }
}
