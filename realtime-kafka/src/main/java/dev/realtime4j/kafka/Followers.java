package dev.realtime4j.kafka;

import dev.realtime4j.spi.StoredEntry;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The listeners by channel. A channel that is followed costs an entry here and nothing in Kafka. Safe for any threads. */
final class Followers {
    private final ConcurrentHashMap<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    void add(Listener listener) {
        listeners.merge(listener.channel(), List.of(listener), (before, one) -> {
            List<Listener> more = new java.util.ArrayList<>(before);
            more.addAll(one);
            return List.copyOf(more);
        });
    }

    void remove(Listener listener) {
        listeners.computeIfPresent(listener.channel(), (channel, before) -> {
            List<Listener> fewer = before.stream().filter(it -> it != listener).toList();
            return fewer.isEmpty() ? null : fewer;
        });
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    boolean has(String channel) {
        return listeners.containsKey(channel);
    }

    /** Tells the next message of a channel; called by the tail alone, in the order of the log. */
    void tell(String channel, StoredEntry entry) {
        List<Listener> told = listeners.get(channel);
        if (told != null) {
            told.forEach(listener -> listener.entry(entry));
        }
    }

    /** Does something with every listener of some partitions. */
    void forEach(Collection<TopicPartition> partitions, Consumer<Listener> action) {
        listeners
                .values()
                .forEach(all -> all.forEach(listener -> {
                    if (partitions.contains(listener.partition())) {
                        action.accept(listener);
                    }
                }));
    }
}
