package dev.realtime4j.engine;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one hub, and how they are woken: one by itself, several by a {@link Sweeper}. */
final class Audience {
    private static final EngineSubscription[] NOBODY = {};

    private final Dispatcher dispatcher;
    private final Ring ring;
    private @Nullable Sweeper sweeper; // written before there are several members
    /** Each at its {@link EngineSubscription#place}; guarded by this. */
    private final ArrayList<EngineSubscription> places = new ArrayList<>(1);
    /** The same for those who wake, or null where that has changed: very many may come or go between two messages. */
    private volatile EngineSubscription @Nullable [] members = NOBODY;

    Audience(Dispatcher dispatcher, Ring ring) {
        this.dispatcher = dispatcher;
        this.ring = ring;
    }

    synchronized void add(EngineSubscription subscription) {
        subscription.place = places.size();
        places.add(subscription);
        if (places.size() > 1 && sweeper == null) {
            sweeper = new Sweeper(dispatcher, this);
        }
        members = null;
    }

    /** The last one takes its place, so that it costs the same among few and among very many. */
    synchronized void remove(EngineSubscription subscription) {
        EngineSubscription last = places.remove(places.size() - 1);
        if (last != subscription) {
            last.place = subscription.place;
            places.set(last.place, last);
        }
        members = null;
    }

    /** The number in the ring that the next message for them will get. */
    long next() {
        return ring.next();
    }

    /** Those that are there now; not to be changed. */
    EngineSubscription[] members() {
        EngineSubscription[] now = members;
        return now != null ? now : gather();
    }

    private synchronized EngineSubscription[] gather() {
        EngineSubscription[] now = places.toArray(NOBODY);
        members = now;
        return now;
    }

    /** There may be something for each of them. Never blocks. */
    void wake() {
        EngineSubscription[] now = members();
        if (now.length == 1) {
            now[0].wake();
        } else if (now.length > 1 && sweeper != null) {
            sweeper.wake();
        }
    }
}
