package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transports that are right within a process and wrong between two (Rules E2, S1, S2, H6 of the profile SHARED). */
final class SharedMutants {
    private SharedMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                mutant(
                        "S1",
                        "tells its own process only",
                        "has a bus in the process in front of the backend",
                        TellsOwn::new),
                mutant(
                        "S1",
                        "listens late between processes",
                        "sends the request to listen and does not wait for the answer",
                        LiveMutants.ListensLate::new),
                mutant(
                        "S2",
                        "knows the head of its own emits",
                        "saves a question to the backend",
                        KnowsItsOwnHead::new),
                mutant("H6", "caches what it reads", "saves a question to the backend", CachesReads::new),
                mutant(
                        "E2",
                        "tells others later than its own",
                        "tells its own emits without the way through the backend",
                        TellsOthersLater::new));
    }

    private static TransportMutant mutant(String rule, String name, String story, Supplier<Broken> broken) {
        return new TransportMutant(rule, name, story, Way.PROCESSES, broken);
    }

    /** Remembers what this process has appended. */
    private static class Own extends Broken {
        final Set<MessageId> own = ConcurrentHashMap.newKeySet();
        final Map<String, MessageId> heads = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).thenApply(id -> {
                own.add(id);
                heads.put(channel, id);
                return id;
            });
        }
    }

    private static final class TellsOwn extends Own {
        @Override
        CompletionStage<Tail> listen(Transport transport, String channel, Sink sink) {
            return transport.listen(channel, new BrokenSink(sink) {
                @Override
                public void entry(StoredEntry entry, @Nullable MessageId previous) {
                    if (own.contains(entry.id())) {
                        next.entry(entry, previous);
                    }
                }
            });
        }
    }

    private static final class KnowsItsOwnHead extends Own {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            MessageId known = heads.getOrDefault(channel, MessageId.BEGINNING);
            return next.read(channel, request)
                    .thenApply(page -> request.limit() > 0
                            ? page
                            : new Page(page.entries(), page.continuity(), known, true, known));
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            MessageId known = heads.getOrDefault(channel, MessageId.BEGINNING);
            return next.listen(channel, sink).thenApply(tail -> new BrokenTail(tail) {
                @Override
                public MessageId head() {
                    return known;
                }
            });
        }
    }

    /** Forgets what it has read when this process appends. */
    private static final class CachesReads extends Broken {
        private record Question(String channel, ReadRequest request) {}

        private final Map<Question, Page> cache = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).thenApply(id -> {
                cache.clear();
                return id;
            });
        }

        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            Question question = new Question(channel, request);
            Page known = cache.get(question);
            return known != null
                    ? java.util.concurrent.CompletableFuture.completedFuture(known)
                    : next.read(channel, request).thenApply(page -> {
                        cache.put(question, page);
                        return page;
                    });
        }
    }

    private static final class TellsOthersLater extends Own {
        private static final long MILLIS = 2;

        @Override
        CompletionStage<Tail> listen(Transport transport, String channel, Sink sink) {
            return transport.listen(channel, new BrokenSink(sink) {
                private @Nullable MessageId last;

                @Override
                public void entry(StoredEntry entry, @Nullable MessageId previous) {
                    if (own.contains(entry.id())) {
                        tell(entry, previous);
                    } else {
                        in(MILLIS).execute(() -> tell(entry, previous));
                    }
                }

                /** As if it followed what was told last. */
                private synchronized void tell(StoredEntry entry, @Nullable MessageId previous) {
                    MessageId before = last;
                    last = entry.id();
                    next.entry(entry, before == null ? previous : before);
                }
            });
        }
    }
}
