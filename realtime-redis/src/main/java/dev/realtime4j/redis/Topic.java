package dev.realtime4j.redis;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pub/sub channel, who listens to it, and what is known of its stream. Belongs to its {@link LiveConnection}, under whose lock it changes; its listeners
 * are told outside of it.
 */
final class Topic {
    private final String name;
    private LiveConnection connection;
    /** Lists are replaced and never changed: very many topics have one listener each. */
    private List<Listener> joining = List.of();

    private volatile List<Listener> listeners = List.of();
    private final Trail trail = new Trail();
    private @Nullable Throwable refusal;
    private volatile @Nullable Renewal renewal;

    Topic(String name, LiveConnection connection) {
        this.name = name;
        this.connection = connection;
    }

    /** The name of the pub/sub channel. */
    String name() {
        return name;
    }

    /** Where it is listened to; under the lock. */
    LiveConnection connection() {
        return connection;
    }

    void setConnection(LiveConnection value) {
        connection = value;
    }

    /** Takes over the listeners of another topic of the same name: they are told once the server has confirmed. */
    void take(Topic other) {
        for (Listener listener : other.everyone()) {
            listener.moveTo(this);
            join(listener);
        }
        other.joining = List.of();
        other.listeners = List.of();
    }

    /** Takes a listener that is told nothing yet. */
    void join(Listener listener) {
        joining = together(joining, List.of(listener));
    }

    private static List<Listener> together(List<Listener> some, List<Listener> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<Listener> without(List<Listener> some, Listener one) {
        return some.isEmpty() ? some : some.stream().filter(each -> each != one).toList();
    }

    /** The server has confirmed the subscription of a listener, or of all (null): they are told from now on. */
    List<Listener> admit(@Nullable Listener listener) {
        refusal = null;
        if (listener == null) {
            listeners = everyone();
            joining = List.of();
            return listeners;
        }
        if (!joining.contains(listener)) {
            return List.of();
        }
        joining = without(joining, listener);
        listeners = together(listeners, List.of(listener));
        return List.of(listener);
    }

    /** Lets a listener go; true if it was the last one. */
    boolean leave(Listener listener) {
        boolean left = listeners.contains(listener) || joining.contains(listener);
        listeners = without(listeners, listener);
        joining = without(joining, listener);
        return left && listeners.isEmpty() && joining.isEmpty();
    }

    /** Who is told. */
    List<Listener> listeners() {
        return listeners;
    }

    List<Listener> everyone() {
        return together(listeners, joining);
    }

    /** What was seen of its stream. */
    Trail trail() {
        return trail;
    }

    /** Whether its stream has begun anew, if that is shared. */
    synchronized Renewal renewal() {
        Renewal known = renewal;
        if (known == null) {
            known = new Renewal();
            renewal = known;
        }
        return known;
    }

    /** Why the server does not have it, or refuses it; null if it has it, or was not asked. */
    @Nullable
    Throwable refusal() {
        return refusal;
    }

    void setRefusal(Throwable cause) {
        refusal = cause;
    }

    void told(byte[] payload) {
        EntryCodec.Placed placed = EntryCodec.payload(payload);
        if (placed == null && EntryCodec.isPing(payload)) {
            return;
        }
        Renewal known = renewal;
        if (known != null) {
            known.hinted();
        }
        if (placed != null) {
            trail.told(placed.entry().id(), placed.previous());
        }
        for (Listener listener : listeners) {
            if (placed == null) {
                listener.hinted();
            } else {
                listener.told(placed);
            }
        }
    }
}
