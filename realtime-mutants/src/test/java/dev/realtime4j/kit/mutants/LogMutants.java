package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Transports that read the log wrongly (Rules E2, E4, H1 to H6, S4). */
final class LogMutants {
    private record Place(String channel, MessageId id) {}

    private LogMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                pages("E2", "reorders two in the log", "sorts a page by a hash of its own", page -> {
                    List<StoredEntry> entries = new ArrayList<>(page.entries());
                    for (int i = 0; i + 1 < entries.size(); i += 2) {
                        Collections.swap(entries, i, i + 1);
                    }
                    return Broken.with(page, entries);
                }),
                new TransportMutant("E2", "draws ids that go back", "draws ids on two nodes", SwapsIds::new),
                new TransportMutant("E2", "commits late", "draws ids before the commit", CommitsLate::new),
                new TransportMutant(
                        "H1",
                        "ignores the limit",
                        "rounds the limit up to full pages",
                        () -> Broken.pages((next, channel, request, right) -> request.limit() == 0
                                ? right
                                : next.read(channel, limited(request, Math.max(request.limit(), 64))))),
                new TransportMutant(
                        "H1",
                        "takes the hint for exclusive",
                        "compares a time with greater",
                        () -> fromMillis(request -> request.fromMillis() + 1)),
                new TransportMutant(
                        "S4",
                        "takes the hint for a filter",
                        "leaves out every entry before the time",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page -> Broken.with(
                                page,
                                page.entries().stream()
                                        .filter(entry -> entry.timestamp() >= request.fromMillis())
                                        .toList())))),
                pages(
                        "H3",
                        "always says end",
                        "takes a page for the whole",
                        page -> new Page(page.entries(), page.continuity(), page.scannedTo(), true, page.head())),
                new TransportMutant(
                        "H3",
                        "skips one at the seam",
                        "counts the bound of a backward page twice",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page ->
                                request.direction() == Direction.FORWARD || request.cursor() == null
                                        ? page
                                        : Broken.with(
                                                page,
                                                page.entries()
                                                        .subList(
                                                                Math.min(
                                                                        1,
                                                                        page.entries()
                                                                                .size()),
                                                                page.entries().size()))))),
                new TransportMutant(
                        "H3",
                        "takes a cursor for inclusive",
                        "asks its backend with the wrong bracket",
                        InclusiveCursor::new),
                new TransportMutant(
                        "H3",
                        "says nothing of a trim between pages",
                        "looks for a loss on the first page only",
                        () -> judged(Continuity.TRIMMED, Continuity.EXACT)),
                new TransportMutant(
                        "H2",
                        "reads backward in the order of the log",
                        "turns a page round for convenience",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page -> {
                            List<StoredEntry> entries = new ArrayList<>(page.entries());
                            if (request.direction() == Direction.BACKWARD) {
                                Collections.reverse(entries);
                            }
                            return Broken.with(page, entries);
                        }))),
                new TransportMutant(
                        "H4",
                        "gives nothing where the first does not fit",
                        "checks the bytes before it adds",
                        FirstMustFit::new),
                new TransportMutant(
                        "H5",
                        "refuses unknown channels",
                        "does not make a channel before it is written to",
                        RefusesUnknown::new),
                new TransportMutant("H6", "reads from a replica", "reads what the followers have", LaggingReplica::new),
                new TransportMutant(
                        "S4",
                        "scans to the head",
                        "gives the head for the place that was scanned",
                        () -> Broken.pages((next, channel, request, right) -> right.thenApply(page ->
                                request.direction() == Direction.BACKWARD || page.continuity() != Continuity.EXACT
                                        ? page
                                        : new Page(
                                                page.entries(),
                                                page.continuity(),
                                                page.head(),
                                                page.end(),
                                                page.head())))),
                new TransportMutant(
                        "E4",
                        "numbers every log alike",
                        "counts from 1, whatever log it is",
                        RetentionMutants.NumbersFromOne::new));
    }

    private interface PageFault {
        Page fault(Page page);
    }

    private static TransportMutant pages(String rule, String name, String story, PageFault fault) {
        return new TransportMutant(
                rule,
                name,
                story,
                () -> Broken.pages((next, channel, request, right) -> right.thenApply(fault::fault)));
    }

    static Broken judged(Continuity right, Continuity wrong) {
        return Broken.pages((next, channel, request, answer) -> answer.thenApply(page -> page.continuity() == right
                ? new Page(page.entries(), wrong, page.scannedTo(), page.end(), page.head())
                : page));
    }

    private interface Hint {
        long of(ReadRequest request);
    }

    private static Broken fromMillis(Hint hint) {
        return Broken.pages((next, channel, request, right) -> request.fromMillis() == 0
                ? right
                : next.read(
                                channel,
                                new ReadRequest(
                                        request.direction(),
                                        request.cursor(),
                                        hint.of(request),
                                        request.limit(),
                                        request.maxBytes()))
                        .thenApply(page -> Broken.with(
                                page,
                                page.entries().stream()
                                        .dropWhile(entry -> entry.timestamp() < hint.of(request))
                                        .toList())));
    }

    private static ReadRequest limited(ReadRequest request, int limit) {
        return new ReadRequest(request.direction(), request.cursor(), request.fromMillis(), limit, request.maxBytes());
    }

    /** Gives each entry the id of its neighbour. */
    private static final class SwapsIds extends Broken {
        private static MessageId swapped(MessageId id) {
            return id.equals(MessageId.BEGINNING) ? id : new MessageId(id.major(), id.minor() ^ 1);
        }

        private static StoredEntry swapped(StoredEntry entry) {
            return new StoredEntry(swapped(entry.id()), entry.event(), entry.json(), entry.timestamp());
        }

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).thenApply(SwapsIds::swapped);
        }

        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            MessageId cursor = request.cursor();
            ReadRequest own = new ReadRequest(
                    request.direction(),
                    cursor == null ? null : swapped(cursor),
                    request.fromMillis(),
                    request.limit(),
                    request.maxBytes());
            return next.read(channel, own)
                    .thenApply(page -> new Page(
                            list(page.entries(), SwapsIds::swapped),
                            page.continuity(),
                            swapped(page.scannedTo()),
                            page.end(),
                            swapped(page.head())));
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            return next.listen(channel, new BrokenSink(sink) {
                        @Override
                        public void entry(StoredEntry entry, @Nullable MessageId previous) {
                            next.entry(swapped(entry), previous == null ? null : swapped(previous));
                        }
                    })
                    .thenApply(tail -> new BrokenTail(tail) {
                        @Override
                        public MessageId head() {
                            return swapped(next.head());
                        }
                    });
        }
    }

    /** Every fourth entry is acknowledged and seen by readers later than those after it. */
    private static final class CommitsLate extends Broken {
        private static final long MILLIS = 30;

        private final Map<Place, Boolean> open = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            synchronized (this) {
                return next.append(channel, entry)
                        .thenCompose(id -> id.minor() % 4 == 0 ? open(channel, id) : done(id));
            }
        }

        private CompletableFuture<MessageId> open(String channel, MessageId id) {
            Place place = new Place(channel, id);
            open.put(place, true);
            return CompletableFuture.supplyAsync(
                    () -> {
                        open.remove(place);
                        return id;
                    },
                    in(MILLIS));
        }

        private static CompletableFuture<MessageId> done(MessageId id) {
            return CompletableFuture.completedFuture(id);
        }

        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            synchronized (this) {
                return next.read(channel, request)
                        .thenApply(page -> with(
                                page,
                                page.entries().stream()
                                        .filter(entry -> !open.containsKey(new Place(channel, entry.id())))
                                        .toList()));
            }
        }
    }

    /** Pages begin with the entry of the cursor itself. */
    private static final class InclusiveCursor extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            MessageId cursor = request.cursor();
            CompletionStage<Page> right = next.read(channel, request);
            if (cursor == null || request.limit() == 0) {
                return right;
            }
            return all(next, channel).thenCombine(right, (all, page) -> {
                List<StoredEntry> entries = new ArrayList<>(page.entries());
                all.entries().stream()
                        .filter(entry -> entry.id().equals(cursor))
                        .forEach(entry -> entries.add(0, entry));
                return with(page, entries);
            });
        }
    }

    private static final class FirstMustFit extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            return next.read(channel, request).thenApply(page -> {
                int fit = 0;
                long bytes = 0;
                for (StoredEntry entry : page.entries()) {
                    bytes += entry.json().length;
                    if (bytes > request.maxBytes()) {
                        break;
                    }
                    fit++;
                }
                if (fit == page.entries().size()) {
                    return page;
                }
                MessageId cursor = request.cursor() == null ? MessageId.BEGINNING : request.cursor();
                MessageId scannedTo =
                        fit == 0 ? cursor : page.entries().get(fit - 1).id();
                return new Page(page.entries().subList(0, fit), page.continuity(), scannedTo, false, page.head());
            });
        }
    }

    private static final class RefusesUnknown extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            return next.read(channel, request)
                    .thenCompose(page -> page.head().equals(MessageId.BEGINNING)
                            ? CompletableFuture.failedFuture(
                                    new RealtimeException("No channel " + channel, null, false))
                            : CompletableFuture.completedFuture(page));
        }
    }

    /** What was stored less than 50 ms ago is not in reads. */
    private static final class LaggingReplica extends Broken {
        private static final long NANOS = 50_000_000;

        private final Map<Place, Long> stored = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).thenApply(id -> {
                stored.put(new Place(channel, id), System.nanoTime());
                return id;
            });
        }

        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            long now = System.nanoTime();
            return next.read(channel, request)
                    .thenApply(page -> with(
                            page,
                            page.entries().stream()
                                    .filter(entry ->
                                            now - stored.getOrDefault(new Place(channel, entry.id()), now - NANOS)
                                                    >= NANOS)
                                    .toList()));
        }
    }
}
