package dev.realtime4j.kafka;

import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** The listeners by channel. A channel that is followed costs an entry here and nothing in Kafka. Safe for any threads. */
final class Followers {
    private final ConcurrentHashMap<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final Function<String, TopicPartition> places;

    /** Takes what tells where a channel lies. */
    Followers(Function<String, TopicPartition> places) {
        this.places = places;
    }

    void add(Listener listener) {
        listeners.merge(listener.channel(), List.of(listener), (before, one) -> {
            List<Listener> more = new ArrayList<>(before);
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

    /** Whether a channel lies in another partition than this one: a record with its name here is none of its messages. */
    boolean isElsewhere(String channel, TopicPartition partition) {
        List<Listener> told = listeners.get(channel);
        TopicPartition place =
                told == null ? places.apply(channel) : told.get(0).partition();
        return !place.equals(partition);
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
