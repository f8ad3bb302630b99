package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The logs of all channels that one or several transports share: what a broker is to the other backends. Safe for any
 * threads.
 */
final class MemoryStore {
    private static final Map<String, MemoryStore> SHARED = new HashMap<>();

    /** One append in so many lends its thread to the sweep. A power of two. */
    private static final int SWEEP_EVERY = 64;

    /** How many channels it then looks at: more than can have become new since the last time. */
    private static final int SLICE = 4 * SWEEP_EVERY;

    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final String name;
    private final RealtimeConfig config;
    private final Clock clock;
    private final long created;
    private final ConcurrentHashMap<String, ChannelLog> logs = new ConcurrentHashMap<>();
    /** Stands for every channel that has no log: an empty one whose ids nobody has. */
    private final ChannelLog unknown;

    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final long pause;
    /** Guarded by {@link #sweeping}. */
    private Iterator<ChannelLog> round = Collections.emptyIterator();

    private volatile long roundEnded;
    /** How many transports use this store; guarded by {@link #SHARED}. */
    private int users = 1;

    private MemoryStore(String name, RealtimeConfig config) {
        this.name = name;
        this.config = config;
        clock = config.clock();
        created = Math.max(0, clock.millis());
        roundEnded = created;
        pause = Math.min(LONGEST_PAUSE_MILLIS, shortestAge(config) / 4);
        unknown = new ChannelLog(this, Retention.DEFAULT);
    }

    private static long shortestAge(RealtimeConfig config) {
        return normal(config).values().stream()
                .mapToLong(retention -> retention.maxAge().toMillis())
                .min()
                .orElseThrow();
    }

    /**
     * Opens a store.
     *
     * @param name the name of a shared store, or the empty text for one of its own
     * @param config its retention and its clock; a shared store takes those of the first opener and refuses others
     */
    static MemoryStore open(String name, RealtimeConfig config) {
        if (name.isEmpty()) {
            return new MemoryStore(name, config);
        }
        synchronized (SHARED) {
            MemoryStore store = SHARED.get(name);
            if (store == null) {
                store = new MemoryStore(name, config);
                SHARED.put(name, store);
            } else {
                store.refuseOther(config);
                store.users++;
            }
            return store;
        }
    }

    private void refuseOther(RealtimeConfig other) {
        if (!normal(config).equals(normal(other))) {
            throw new IllegalArgumentException("The in-memory store \"" + name + "\" is open with the retention "
                    + normal(config) + " (by channel-name prefix), got " + normal(other)
                    + ": all who share a store must have the same");
        }
        if (!clock.equals(other.clock())) {
            throw new IllegalArgumentException("The in-memory store \"" + name + "\" is open with the clock " + clock
                    + ", got " + other.clock() + ": all who share a store must have the same");
        }
    }

    private static Map<String, Retention> normal(RealtimeConfig config) {
        Map<String, Retention> retentions = new HashMap<>(config.retentions());
        retentions.putIfAbsent("", Retention.DEFAULT);
        return retentions;
    }

    /** Called once by each transport; with the last one a shared store disappears. */
    void release() {
        synchronized (SHARED) {
            users--;
            if (users == 0) {
                SHARED.remove(name, this);
            }
        }
    }

    long now() {
        return clock.millis();
    }

    /** No id of this store has a smaller first number: when it was made, in ms since 1970. */
    long created() {
        return created;
    }

    MessageId append(String channel, Entry entry) {
        while (true) {
            ChannelLog log = log(channel);
            MessageId id = log.append(entry.event(), entry.json(), entry.key());
            if (id != null) {
                if ((id.minor() & (SWEEP_EVERY - 1)) == 0) {
                    sweep();
                }
                return id;
            }
            forget(channel, log);
        }
    }

    /** Leaves nothing behind for a channel that has no log. */
    Page read(String channel, ReadRequest request) {
        return logs.getOrDefault(channel, unknown).read(request);
    }

    /** The log of a channel; made if need be, for somebody who will leave something in it. */
    ChannelLog log(String channel) {
        ChannelLog log = logs.get(channel);
        return log != null ? log : logs.computeIfAbsent(channel, it -> new ChannelLog(this, config.retention(it)));
    }

    /** Takes out a log that is retired. */
    void forget(String channel, ChannelLog log) {
        logs.remove(channel, log);
    }

    /**
     * Frees what has aged away in channels that nobody uses any more. The appending threads share the work: a slice at a
     * time, at most one thread at once, and a pause after each round.
     */
    private void sweep() {
        long now = clock.millis();
        if (Math.abs(now - roundEnded) < pause || !sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!round.hasNext()) {
                round = logs.values().iterator();
            }
            for (int i = 0; i < SLICE && round.hasNext(); i++) {
                round.next().dropAged(now);
            }
            if (!round.hasNext()) {
                roundEnded = now;
            }
        } finally {
            sweeping.set(false);
        }
    }
}
