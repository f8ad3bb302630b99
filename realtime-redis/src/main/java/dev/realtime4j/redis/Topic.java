package dev.realtime4j.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A pub/sub channel that somebody listens to. Its state belongs to its {@link LiveConnection}, under whose lock it changes. */
final class Topic {
    private final String name;
    private final LiveConnection connection;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** Whether the server has confirmed the subscription, on the connection that there is now. */
    private boolean standing;
    /** The newest id, as a server's time in ms, up to which the log is the one of before the last interruption; 0 if there was none. */
    private volatile long commonUntil;

    Topic(String name, LiveConnection connection) {
        this.name = name;
        this.connection = connection;
    }

    /** The name of the stream, and of the pub/sub channel. */
    String name() {
        return name;
    }

    List<Listener> listeners() {
        return listeners;
    }

    void remove(Listener listener) {
        connection.remove(this, listener);
    }

    boolean isStanding() {
        return standing;
    }

    void setStanding(boolean value) {
        standing = value;
    }

    long commonUntil() {
        return commonUntil;
    }

    void setCommonUntil(long millis) {
        commonUntil = millis;
    }

    void told(byte[] payload) {
        EntryCodec.Placed placed = EntryCodec.payload(payload);
        for (Listener listener : listeners) {
            if (placed == null) {
                listener.hinted();
            } else {
                listener.told(placed);
            }
        }
    }

    void interrupted(Throwable cause) {
        listeners.forEach(listener -> listener.interrupted(cause));
    }

    void stands() {
        listeners.forEach(Listener::stands);
    }

    void refused(@Nullable Throwable cause) {
        if (cause != null) {
            listeners.forEach(listener -> listener.standing().completeExceptionally(cause));
        }
    }
}
