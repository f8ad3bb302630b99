package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import dev.realtime4j.tck.Faults;
import dev.realtime4j.tck.Profile;
import dev.realtime4j.tck.SimulatedFaults;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A driver of a store with a fault in it: what is not overridden is passed on. One instance serves all transports of a
 * store, so that its fields are what the author has put into the store.
 */
class Broken {

    /** The configuration that the unbroken transport below gets. */
    RealtimeConfig config(RealtimeConfig config) {
        return config;
    }

    /** The transport that {@code next} is in the methods below: it skips the records of foreign writers. */
    Transport over(Transport raw) {
        return new Foreign(raw);
    }

    CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
        return next.append(channel, entry);
    }

    CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
        return next.read(channel, request);
    }

    CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
        return next.listen(channel, sink);
    }

    void close(Transport next) {
        next.close();
    }

    /** How the backend tells that it cannot be reached or refuses. */
    RefusingProvider.Refusal refusal() {
        return RefusingProvider.Refusal.SOUND;
    }

    /** What is promised, where {@code right} would be. */
    Set<Profile> profile(Set<Profile> right) {
        return right;
    }

    /** The faults that can be caused, where {@code right} would be. */
    Set<Faults.Kind> offered(Set<Faults.Kind> right) {
        return right;
    }

    /** The backend was killed and is there again with its data. */
    void restarted(SimulatedFaults faults) {}

    /** A fault in how entries are shown, live and in reads. */
    static Broken entries(UnaryOperator<StoredEntry> fault) {
        return new Broken() {
            @Override
            CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
                return next.read(channel, request).thenApply(page -> with(page, list(page.entries(), fault)));
            }

            @Override
            CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
                return next.listen(channel, new BrokenSink(sink) {
                    @Override
                    public void entry(StoredEntry entry, @Nullable MessageId previous) {
                        next.entry(fault.apply(entry), previous);
                    }
                });
            }
        };
    }

    /** A fault in the answers of reads. */
    static Broken pages(ReadFault fault) {
        return new Broken() {
            @Override
            CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
                return fault.read(next, channel, request, next.read(channel, request));
            }
        };
    }

    /** A fault in the live path. */
    static Broken sinks(UnaryOperator<Sink> fault) {
        return new Broken() {
            @Override
            CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
                return next.listen(channel, fault.apply(sink));
            }
        };
    }

    /** A fault in the place where a channel's messages are put. */
    static Broken names(UnaryOperator<String> fault) {
        return new Broken() {
            @Override
            CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
                return next.append(fault.apply(channel), entry);
            }

            @Override
            CompletionStage<Page> read(Transport next, String channel, ReadRequest request) {
                return next.read(fault.apply(channel), request);
            }

            @Override
            CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
                return next.listen(fault.apply(channel), sink);
            }
        };
    }

    /** A fault in how much is kept. */
    static Broken retention(UnaryOperator<Retention> fault) {
        return new Broken() {
            @Override
            RealtimeConfig config(RealtimeConfig config) {
                String url = config.url();
                RealtimeConfig.Builder builder = url == null ? RealtimeConfig.builder() : RealtimeConfig.builder(url);
                builder.clock(config.clock()).retention(fault.apply(config.retention("")));
                config.retentions().forEach((prefix, retention) -> {
                    if (!prefix.isEmpty()) {
                        builder.retention(prefix, fault.apply(retention));
                    }
                });
                return builder.build();
            }
        };
    }

    /** What a faulty read makes of the right answer. */
    interface ReadFault {
        CompletionStage<Page> read(Transport next, String channel, ReadRequest request, CompletionStage<Page> right);
    }

    static Page with(Page page, List<StoredEntry> entries) {
        return new Page(entries, page.continuity(), page.scannedTo(), page.end(), page.head());
    }

    static List<StoredEntry> list(List<StoredEntry> entries, UnaryOperator<StoredEntry> change) {
        return entries.stream().map(change).toList();
    }

    /** Everything that a channel shows, newest first. */
    static CompletionStage<Page> all(Transport next, String channel) {
        return next.read(channel, ReadRequest.before(null, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    /** Everything that a channel shows; only over the in-memory transport, which answers at once. */
    static List<StoredEntry> shown(Transport next, String channel) {
        Page page = all(next, channel).toCompletableFuture().getNow(null);
        return page == null ? List.of() : page.entries();
    }

    /** An executor that is late. */
    static Executor in(long millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    /** Starts something later. */
    static <T> CompletableFuture<T> later(long millis, Supplier<CompletionStage<T>> what) {
        return CompletableFuture.supplyAsync(what, in(millis)).thenCompose(stage -> stage);
    }

    /** A counter for each channel. */
    static final class Counts {
        private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

        int next(String channel) {
            return counts.merge(channel, 1, Integer::sum);
        }
    }
}
