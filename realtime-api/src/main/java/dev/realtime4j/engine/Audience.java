package dev.realtime4j.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** The subscriptions of one hub, and how they are woken: a few at once, many by one task however many messages have come. */
final class Audience {
    private static final int FEW = 4;
    private static final EngineSubscription[] NOBODY = {};

    private final Dispatcher dispatcher;
    private final AtomicBoolean waking = new AtomicBoolean();
    private volatile EngineSubscription[] members = NOBODY;

    Audience(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    synchronized void add(EngineSubscription subscription) {
        EngineSubscription[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = subscription;
        members = more;
    }

    synchronized void remove(EngineSubscription subscription) {
        EngineSubscription[] fewer =
                Arrays.stream(members).filter(member -> member != subscription).toArray(EngineSubscription[]::new);
        members = fewer.length == 0 ? NOBODY : fewer;
    }

    /** Those that are there now; not to be changed. */
    EngineSubscription[] members() {
        return members;
    }

    void wake() {
        if (members.length <= FEW) {
            wakeEach();
        } else if (!waking.get() && waking.compareAndSet(false, true)) {
            dispatcher.run(() -> {
                waking.set(false);
                wakeEach();
            });
        }
    }

    private void wakeEach() {
        for (EngineSubscription member : members) {
            member.wake();
        }
    }
}
