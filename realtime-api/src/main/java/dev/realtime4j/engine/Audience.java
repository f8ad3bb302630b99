package dev.realtime4j.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one hub, and how they are woken: one by itself, several by a {@link Sweeper}. */
final class Audience {
    private static final EngineSubscription[] NOBODY = {};

    private final Dispatcher dispatcher;
    private final Ring ring;
    private @Nullable Sweeper sweeper; // written before there are several members
    private volatile EngineSubscription[] members = NOBODY;

    Audience(Dispatcher dispatcher, Ring ring) {
        this.dispatcher = dispatcher;
        this.ring = ring;
    }

    synchronized void add(EngineSubscription subscription) {
        EngineSubscription[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = subscription;
        if (more.length > 1 && sweeper == null) {
            sweeper = new Sweeper(dispatcher, this);
        }
        members = more;
    }

    synchronized void remove(EngineSubscription subscription) {
        EngineSubscription[] fewer =
                Arrays.stream(members).filter(member -> member != subscription).toArray(EngineSubscription[]::new);
        members = fewer.length == 0 ? NOBODY : fewer;
    }

    /** The number in the ring that the next message for them will get. */
    long next() {
        return ring.next();
    }

    /** Those that are there now; not to be changed. */
    EngineSubscription[] members() {
        return members;
    }

    /** There may be something for each of them. Never blocks. */
    void wake() {
        EngineSubscription[] now = members;
        if (now.length == 1) {
            now[0].wake();
        } else if (now.length > 1 && sweeper != null) {
            sweeper.wake();
        }
    }
}
