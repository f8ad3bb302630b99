package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Transports that keep, show or judge too much or too little (Rules R1 to R4, S5, S10, S13). */
final class RetentionMutants {
    private RetentionMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                new TransportMutant(
                        "R1",
                        "shows n-1",
                        "trims before it appends",
                        () -> Broken.retention(it -> new Retention(Math.max(1, it.maxMessages() - 1), it.maxAge()))),
                new TransportMutant(
                        "R2",
                        "shows n+1",
                        "shows the entry that is kept as evidence",
                        () -> Broken.retention(it -> new Retention(it.maxMessages() + 1, it.maxAge()))),
                new TransportMutant(
                        "R2",
                        "trims roughly",
                        "trusts a backend that trims whole blocks",
                        () -> Broken.retention(it -> new Retention(it.maxMessages() * 2, it.maxAge()))),
                new TransportMutant(
                        "R1",
                        "ages too early",
                        "takes half the age for its unit",
                        () -> Broken.retention(it ->
                                new Retention(it.maxMessages(), it.maxAge().dividedBy(4)))),
                new TransportMutant(
                        "R1",
                        "knows one retention",
                        "keeps the default for every prefix",
                        () -> Broken.retention(it -> Retention.DEFAULT)),
                new TransportMutant("R3", "forgets the head", "takes the newest entry for the head", ForgetsHead::new),
                new TransportMutant("R3", "reuses ids", "numbers anew when the log was emptied", NumbersFromOne::new),
                new TransportMutant(
                        "S5",
                        "says nothing of a trim",
                        "starts at the oldest entry without a look",
                        () -> LogMutants.judged(Continuity.TRIMMED, Continuity.EXACT)),
                new TransportMutant(
                        "S10",
                        "finds a gap on idle",
                        "takes an empty page after a cursor for a loss",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page -> request.cursor()
                                                != null
                                        && request.cursor().equals(page.head())
                                        && request.direction() == Direction.FORWARD
                                ? new Page(
                                        page.entries(), Continuity.TRIMMED, page.scannedTo(), page.end(), page.head())
                                : page))),
                new TransportMutant(
                        "R4",
                        "keeps no evidence",
                        "judges a cursor by whether its own entry is shown",
                        () -> unseen(Continuity.TRIMMED)),
                new TransportMutant(
                        "R4",
                        "does not know",
                        "says unknown where its own entry is not shown",
                        () -> unseen(Continuity.UNKNOWN)),
                new TransportMutant(
                        "S5", "takes any cursor", "goes on after whatever cursor it is given", TakesAnyCursor::new),
                new TransportMutant(
                        "S13",
                        "never tells of another log",
                        "goes on after the reconnect as if nothing was",
                        TakesAnyCursor::new),
                new TransportMutant(
                        "S5",
                        "says that all is common",
                        "gives the new head for the common place",
                        () -> Broken.pages((next, channel, request, right) ->
                                right.thenApply(page -> page.continuity() == Continuity.OTHER_LOG
                                        ? Page.otherLog(page.head(), page.head())
                                        : page))),
                new TransportMutant(
                        "S10",
                        "takes an aged log for another one",
                        "deletes what has become empty",
                        () -> Broken.pages((next, channel, request, right) -> all(next, channel, right, request))));
    }

    private static CompletionStage<Page> all(
            Transport next, String channel, CompletionStage<Page> right, ReadRequest request) {
        MessageId cursor = request.cursor();
        return cursor == null || cursor.equals(MessageId.BEGINNING) || request.direction() == Direction.BACKWARD
                ? right
                : Broken.all(next, channel)
                        .thenCombine(
                                right,
                                (all, page) -> all.entries().isEmpty()
                                        ? Page.otherLog(MessageId.BEGINNING, page.head())
                                        : page);
    }

    /** Judges cursors whose own entry is not shown. */
    private static Broken unseen(Continuity wrong) {
        return Broken.pages((next, channel, request, right) -> {
            MessageId cursor = request.cursor();
            if (cursor == null || request.direction() == Direction.BACKWARD) {
                return right;
            }
            return Broken.all(next, channel)
                    .thenCombine(
                            right,
                            (all, page) -> page.continuity() != Continuity.EXACT
                                            || page.entries().isEmpty()
                                            || all.entries().stream()
                                                    .anyMatch(
                                                            entry -> entry.id().equals(cursor))
                                    ? page
                                    : new Page(page.entries(), wrong, page.scannedTo(), page.end(), page.head()));
        });
    }

    /** Where nothing is kept, the head is the beginning again. */
    private static final class ForgetsHead extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            return all(next, channel)
                    .thenCombine(
                            next.read(channel, request),
                            (all, page) -> all.entries().isEmpty()
                                    ? new Page(
                                            page.entries(),
                                            page.continuity(),
                                            MessageId.BEGINNING,
                                            page.end(),
                                            MessageId.BEGINNING)
                                    : page);
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            return next.listen(channel, sink).thenCombine(all(next, channel), (tail, all) -> new BrokenTail(tail) {
                @Override
                public MessageId head() {
                    return all.entries().isEmpty() ? MessageId.BEGINNING : next.head();
                }
            });
        }
    }

    /** Counts from 1, and again from 1 once nothing is kept. */
    static final class NumbersFromOne extends Broken {
        private final Map<String, Long> shifts = new ConcurrentHashMap<>();

        private MessageId shifted(String channel, MessageId id) {
            long shift = shifts.getOrDefault(channel, 0L);
            return id.equals(MessageId.BEGINNING) || id.minor() < shift
                    ? MessageId.BEGINNING
                    : new MessageId(1, id.minor() - shift);
        }

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return all(next, channel).thenCompose(all -> {
                boolean empty = all.entries().isEmpty();
                return next.append(channel, entry).thenApply(id -> {
                    if (empty) {
                        shifts.put(channel, id.minor() - 1);
                    }
                    return shifted(channel, id);
                });
            });
        }

        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            MessageId cursor = request.cursor();
            if (cursor != null && cursor.isAfter(MessageId.BEGINNING)) {
                long minor = cursor.minor() + shifts.getOrDefault(channel, 0L);
                return all(next, channel).thenCompose(all -> {
                    MessageId own = all.entries().stream()
                            .map(entry -> entry.id())
                            .filter(id -> id.minor() == minor)
                            .findFirst()
                            .orElse(cursor);
                    return shifted(
                            next,
                            channel,
                            new ReadRequest(
                                    request.direction(),
                                    own,
                                    request.fromMillis(),
                                    request.limit(),
                                    request.maxBytes()));
                });
            }
            return shifted(next, channel, request);
        }

        private CompletionStage<Page> shifted(Transport next, String channel, ReadRequest request) {
            return next.read(channel, request)
                    .thenApply(page -> new Page(
                            list(
                                    page.entries(),
                                    entry -> new StoredEntry(
                                            shifted(channel, entry.id()),
                                            entry.event(),
                                            entry.json(),
                                            entry.timestamp())),
                            page.continuity(),
                            shifted(channel, page.scannedTo()),
                            page.end(),
                            shifted(channel, page.head())));
        }
    }

    /** A cursor of another log shows what is kept, as if it were the beginning. */
    private static final class TakesAnyCursor extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            return next.read(channel, request)
                    .thenCompose(page -> page.continuity() != Continuity.OTHER_LOG
                            ? CompletableFuture.completedFuture(page)
                            : next.read(
                                    channel,
                                    new ReadRequest(
                                            request.direction(),
                                            null,
                                            request.fromMillis(),
                                            request.limit(),
                                            request.maxBytes())));
        }
    }
}
