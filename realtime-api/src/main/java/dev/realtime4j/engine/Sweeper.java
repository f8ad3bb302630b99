package dev.realtime4j.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Wakes many subscriptions: a sweep goes through them and lets each take some of what there is, on a thread of its own and not on
 * one per subscription. One sweep at a time; what comes meanwhile gathers for the next one.
 *
 * <p>A handler that blocks holds up the thread that is in it and nobody else (Rule S8): the others are left to further
 * threads, which join a sweep that makes no progress, twice as many each time.
 */
final class Sweeper {
    private static final int WORTH_A_THREAD = 32;
    private static final int MOST_JOINING = 64;
    private static final int LOOK_MILLIS = 3;

    private static final int CALM = 0;
    private static final int SWEEPING = 1;
    private static final int AGAIN = 2;
    /** A sweep has ended; its last thread waits a moment for a wake-up, since to wake a thread costs much more. */
    private static final int LINGERING = 3;

    private final Dispatcher dispatcher;
    private final Audience audience;
    private final AtomicInteger state = new AtomicInteger(CALM);
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile @Nullable Sweep current;

    Sweeper(Dispatcher dispatcher, Audience audience) {
        this.dispatcher = dispatcher;
        this.audience = audience;
    }

    /** There may be something for each member of the audience. Never blocks. */
    void wake() {
        int now = state.get();
        while (now != AGAIN) {
            int next = now == CALM ? SWEEPING : AGAIN;
            if (state.compareAndSet(now, next)) {
                if (next == SWEEPING) {
                    dispatcher.handle(new Sweep());
                }
                return;
            }
            now = state.get();
        }
    }

    /** One round through those who are in the audience when it starts. Run by any number of threads. */
    private final class Sweep implements Runnable {
        private final EngineSubscription[] members = audience.members();
        private final int last = Math.max(0, members.length - 1);
        private final AtomicInteger taken = new AtomicInteger();

        Sweep() {
            current = this;
            watch();
        }

        @Override
        public void run() {
            Sweep sweep = this;
            while (sweep != null) {
                sweep = sweep.pass();
            }
        }

        /** Takes one member after the other; gives the next sweep if that falls to this thread. */
        private @Nullable Sweep pass() {
            int member = taken.getAndIncrement();
            if (member == 0) {
                join(Math.min(
                        members.length / WORTH_A_THREAD, Runtime.getRuntime().availableProcessors() - 1));
            }
            while (member < last) {
                serve(member);
                member = taken.getAndIncrement();
            }
            if (member > last) {
                return null;
            }
            swept();
            if (members.length > 0) {
                serve(last);
            }
            return lingers() ? new Sweep() : null;
        }

        private void serve(int member) {
            if (members[member].wakeHere()) {
                wake();
            }
        }

        void join(int threads) {
            for (int i = 0; i < threads; i++) {
                dispatcher.handle(this);
            }
        }

        boolean isOver() {
            return taken.get() > last;
        }
    }

    /** All members are taken, if not yet served: the next sweep may start. */
    private void swept() {
        if (!state.compareAndSet(SWEEPING, CALM)) {
            state.set(SWEEPING);
            dispatcher.handle(new Sweep());
        }
    }

    /** Whether there is a wake-up within a few microseconds; this thread must sweep then. */
    private boolean lingers() {
        if (!state.compareAndSet(CALM, LINGERING)) {
            return false;
        }
        for (int i = 0; i < Dispatcher.LINGER_PAUSES && state.get() == LINGERING; i++) {
            Dispatcher.pause();
        }
        if (state.compareAndSet(LINGERING, CALM)) {
            return false;
        }
        state.set(SWEEPING);
        return true;
    }

    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            lookLater(1);
        }
    }

    private void lookLater(int joining) {
        Sweep sweep = current;
        int taken = sweep == null ? 0 : sweep.taken.get();
        dispatcher.later(LOOK_MILLIS, () -> look(sweep, taken, joining));
    }

    /** Whether the sweep goes on. One look at a time, as long as there are sweeps. */
    private void look(@Nullable Sweep before, int taken, int joining) {
        Sweep sweep = current;
        if (sweep == null || (sweep.isOver() && state.get() == CALM)) {
            watched.set(false);
            if (state.get() != CALM) {
                watch();
            }
        } else if (sweep == before && !sweep.isOver() && sweep.taken.get() == taken) {
            sweep.join(joining);
            lookLater(Math.min(MOST_JOINING, 2 * joining));
        } else {
            lookLater(1);
        }
    }
}
