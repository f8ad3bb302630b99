package dev.realtime4j.kit.mutants;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Transports that do not recognize an idempotency key, or recognize too many (Rule E6). */
final class KeyMutants {
    private KeyMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                mutant("ignores keys", "leaves keys for later", () -> new Rekeyed() {
                    private final Counts counts = new Counts();

                    @Override
                    String key(String channel, String key) {
                        return key + " " + counts.next(channel);
                    }
                }),
                mutant("deduplicates across channels", "keeps all keys in one table", AcrossChannels::new),
                mutant("forgets keys after 100 others", "keeps keys in a small cache", SmallCache::new),
                mutant("forgets keys with their messages", "looks keys up in the log", LooksIntoLog::new),
                mutant("forgets keys at the full minute", "counts in windows, not from the first use", Windows::new),
                mutant("folds the case of keys", "makes keys lower case, as those of headers are", () -> new Rekeyed() {
                    @Override
                    String key(String channel, String key) {
                        return key.toLowerCase(Locale.ROOT);
                    }
                }),
                mutant("looks, then stores", "has a step between the check and the act", LooksThenStores::new),
                mutant("shows the duplicate", "returns the first id and stores nevertheless", ShowsDuplicate::new),
                mutant("tells the duplicate live", "tells listeners before it asks for the key", TellsDuplicate::new),
                mutant("returns a new id", "draws the id before it asks for the key", ReturnsNewId::new));
    }

    private static TransportMutant mutant(String name, String story, Supplier<Broken> broken) {
        return new TransportMutant("E6", name, story, broken);
    }

    private record Use(String channel, String key) {}

    private static Entry keyed(Entry entry, String key) {
        return new Entry(entry.event(), entry.json(), key);
    }

    private static Entry without(Entry entry) {
        return new Entry(entry.event(), entry.json(), null);
    }

    /** Changes the keys on their way into the store. */
    private abstract static class Rekeyed extends Broken {
        abstract String key(String channel, String key);

        @Override
        final CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            String key = entry.key();
            return next.append(channel, key == null ? entry : keyed(entry, key(channel, key)));
        }
    }

    private static final class AcrossChannels extends Broken {
        private final Map<String, String> firstChannels = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            String key = entry.key();
            String first = key == null ? channel : firstChannels.computeIfAbsent(key, it -> channel);
            return first.equals(channel)
                    ? next.append(channel, entry)
                    : next.read(first, ReadRequest.head()).thenApply(page -> page.head());
        }
    }

    private static final class SmallCache extends Rekeyed {
        private final Map<String, Set<String>> recent = new ConcurrentHashMap<>();
        private final Counts generations = new Counts();
        private final Map<String, Integer> generation = new ConcurrentHashMap<>();

        @Override
        synchronized String key(String channel, String key) {
            Set<String> keys = recent.computeIfAbsent(channel, it -> ConcurrentHashMap.newKeySet());
            if (keys.size() >= 100 && !keys.contains(key)) {
                keys.clear();
                generation.put(channel, generations.next(channel));
            }
            keys.add(key);
            return generation.getOrDefault(channel, 0) + " " + key;
        }
    }

    private static final class LooksIntoLog extends Broken {
        private final Map<Use, MessageId> first = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            if (entry.key() == null) {
                return next.append(channel, entry);
            }
            Use use = new Use(channel, entry.key());
            MessageId known = first.get(use);
            boolean kept =
                    shown(next, channel).stream().anyMatch(stored -> stored.id().equals(known));
            Entry own = known == null || kept ? entry : without(entry);
            return next.append(channel, own).whenComplete((id, failure) -> {
                if (id != null) {
                    first.put(use, id);
                }
            });
        }
    }

    private static final class Windows extends Rekeyed {
        private volatile Clock clock = Clock.systemUTC();

        @Override
        RealtimeConfig config(RealtimeConfig config) {
            clock = config.clock();
            return config;
        }

        @Override
        String key(String channel, String key) {
            return clock.millis() / 60_000 + " " + key;
        }
    }

    private static final class LooksThenStores extends Broken {
        private final Map<Use, MessageId> first = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            if (entry.key() == null) {
                return next.append(channel, entry);
            }
            Use use = new Use(channel, entry.key());
            MessageId known = first.get(use);
            return known != null
                    ? CompletableFuture.completedFuture(known)
                    : later(3, () -> next.append(channel, without(entry))).thenApply(id -> {
                        first.put(use, id);
                        return id;
                    });
        }
    }

    private static final class ShowsDuplicate extends Broken {
        private final Map<Use, MessageId> first = new ConcurrentHashMap<>();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            String key = entry.key();
            return key == null
                    ? next.append(channel, entry)
                    : next.append(channel, without(entry)).thenApply(id -> {
                        MessageId known = first.putIfAbsent(new Use(channel, key), id);
                        return known == null ? id : known;
                    });
        }
    }

    private static final class TellsDuplicate extends Broken {
        private record Listener(String channel, Sink sink) {}

        private final Set<Use> used = ConcurrentHashMap.newKeySet();
        private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            String key = entry.key();
            if (key != null && !used.add(new Use(channel, key))) {
                return next.read(channel, ReadRequest.head()).thenCompose(page -> {
                    MessageId head = page.head();
                    MessageId told = new MessageId(head.major(), head.minor() + 1);
                    StoredEntry stored = new StoredEntry(told, entry.event(), entry.json(), head.major());
                    listeners.stream()
                            .filter(listener -> listener.channel.equals(channel))
                            .forEach(listener -> listener.sink.entry(stored, head));
                    return next.append(channel, entry);
                });
            }
            return next.append(channel, entry);
        }

        @Override
        CompletionStage<Tail> listen(Transport next, String channel, Sink sink) {
            listeners.add(new Listener(channel, sink));
            return next.listen(channel, sink);
        }
    }

    private static final class ReturnsNewId extends Broken {
        private final Set<Use> used = ConcurrentHashMap.newKeySet();

        @Override
        CompletionStage<MessageId> append(Transport next, String channel, Entry entry) {
            String key = entry.key();
            boolean again = key != null && !used.add(new Use(channel, key));
            return next.append(channel, entry).thenApply(id -> again ? new MessageId(id.major(), id.minor() + 1) : id);
        }
    }
}
