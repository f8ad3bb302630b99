package dev.realtime4j.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one hub, and how they are woken: a few one by one, many by a {@link Sweeper}. */
final class Audience {
    private static final int FEW = 4;
    private static final EngineSubscription[] NOBODY = {};

    private final Dispatcher dispatcher;
    private @Nullable Sweeper sweeper; // written before there are more than a few members
    private volatile EngineSubscription[] members = NOBODY;

    Audience(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    synchronized void add(EngineSubscription subscription) {
        EngineSubscription[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = subscription;
        if (more.length > FEW && sweeper == null) {
            sweeper = new Sweeper(dispatcher, this);
        }
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

    /** There may be something for each of them. Never blocks. */
    void wake() {
        EngineSubscription[] now = members;
        if (now.length > FEW && sweeper != null) {
            sweeper.wake();
            return;
        }
        for (EngineSubscription member : now) {
            member.wake();
        }
    }
}
