package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Transports that append wrongly, or fail wrongly (Rules E1, E3, E5, F2, S9). */
final class EmitMutants {
    private EmitMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                new TransportMutant(
                        "E1",
                        "acknowledges another id",
                        "gives the place after the message for its id",
                        () -> new Broken() {
                            @Override
                            CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
                                return next.append(channel, entry)
                                        .thenApply(id -> new MessageId(id.major(), id.minor() + 1));
                            }
                        }),
                new TransportMutant(
                        "E3",
                        "sends over two connections",
                        "takes a connection of a pool for each append",
                        TwoConnections::new),
                new TransportMutant(
                        "E3",
                        "stores a failed one after a later one",
                        "keeps what failed for a better time",
                        RetriesLater::new),
                new TransportMutant(
                        "E5",
                        "stores what it said it had not",
                        "keeps what failed for a better time",
                        RetriesLater::new),
                new TransportMutant(
                        "E5",
                        "goes on trying after it has failed",
                        "gives up for the caller, not for itself",
                        GoesOnTrying::new),
                new TransportMutant(
                        "E5",
                        "stores twice on its own retry",
                        "retries whenever an answer is missing",
                        StoresTwice::new),
                new TransportMutant(
                        "F2",
                        "blocks while the backend is away",
                        "waits for a connection in the call",
                        BlocksInAppend::new),
                new TransportMutant(
                        "S9", "hangs instead of failing", "forgets who waits for a lost connection", HangsInRead::new),
                new TransportMutant(
                        "S9",
                        "sends again after a reconnect",
                        "does not strike out what was acknowledged",
                        SendsAgain::new));
    }

    /** Every fifth append overtakes nothing: those after it overtake it. */
    private static final class TwoConnections extends Broken {
        private final Counts counts = new Counts();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return counts.next(channel) % 5 == 0
                    ? later(5, () -> next.append(channel, entry))
                    : next.append(channel, entry);
        }
    }

    /** What has failed is sent again after the next success. */
    private static final class RetriesLater extends Broken {
        private final Map<String, Queue<Entry>> failed = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            Queue<Entry> queue = failed.computeIfAbsent(channel, name -> new ConcurrentLinkedQueue<>());
            return next.append(channel, entry).whenComplete((id, failure) -> {
                if (failure != null) {
                    queue.add(entry);
                    return;
                }
                for (Entry late = queue.poll(); late != null; late = queue.poll()) {
                    var unused = next.append(channel, late);
                }
            });
        }
    }

    /** Has said that it is not stored, and goes on trying for a while. */
    private static final class GoesOnTrying extends Broken {
        private static final int ATTEMPTS = 100;
        private static final long MILLIS = 20;

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            return next.append(channel, entry).whenComplete((id, failure) -> {
                if (failure != null) {
                    tryAgain(next, channel, entry, ATTEMPTS);
                }
            });
        }

        private static void tryAgain(Transport next, String channel, Entry entry, int attempts) {
            if (attempts > 0) {
                var unused = later(MILLIS, () -> next.append(channel, entry)).whenComplete((id, failure) -> {
                    if (failure != null) {
                        tryAgain(next, channel, entry, attempts - 1);
                    }
                });
            }
        }
    }

    /** Every third answer is missing: the entry is sent again. */
    private static final class StoresTwice extends Broken {
        private final Counts counts = new Counts();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            CompletionStage<MessageId> stored = next.append(channel, entry);
            return counts.next(channel) % 3 == 0 ? stored.thenCompose(id -> next.append(channel, entry)) : stored;
        }
    }

    /** Blocks the caller for longer than any timeout. */
    private static final class BlocksInAppend extends Broken {
        private static final long NANOS = 8_000_000_000L;

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            CompletionStage<MessageId> stored = next.append(channel, entry);
            if (stored.toCompletableFuture().isCompletedExceptionally()) {
                long end = System.nanoTime() + NANOS;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(this, NANOS);
                }
            }
            return stored;
        }
    }

    private static final class HangsInRead extends Broken {
        @Override
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
            CompletionStage<Page> page = next.read(channel, request);
            return page.toCompletableFuture().isCompletedExceptionally() ? new CompletableFuture<>() : page;
        }
    }

    /** The newest entry of a channel is appended once more when listening stands again. */
    private static final class SendsAgain extends Broken {
        private final Map<String, Entry> newest = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            newest.put(channel, entry);
            return next.append(channel, entry);
        }

        @Override
        CompletionStage<Tail> listen(Transport transport, String channel, Sink sink) {
            return transport.listen(channel, new BrokenSink(sink) {
                @Override
                public void restored() {
                    next.restored();
                    Entry again = newest.remove(channel);
                    if (again != null) {
                        var unused = later(1, () -> transport.append(channel, again));
                    }
                }
            });
        }
    }
}
