package dev.realtime4j.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Wakes several subscriptions: a sweep goes through them and lets each take some of what there is, on a thread of its own and
 * not on one per subscription. One sweep at a time; what comes meanwhile gathers for the next one.
 *
 * <p>A handler that blocks holds up the thread that is in it and nobody else (Rule S8): the others are left to further
 * threads, which join a sweep that takes longer than a few ms, twice as many each time.
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
    /** The newest sweep, as long as it goes on: it holds those who were in the audience when it began. */
    private final AtomicReference<@Nullable Sweep> current = new AtomicReference<>();

    /** What the ring's next number was after the sweep before. */
    private volatile long nextBefore;

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
        private final AtomicInteger taken = new AtomicInteger();
        /** Whether somebody has not taken all there is; some thread's word is enough. */
        private volatile boolean behind;

        Sweep() {
            current.set(this);
            watch();
        }

        @Override
        public void run() {
            Sweep sweep = this;
            while (sweep != null) {
                sweep = sweep.pass();
            }
        }

        /**
         * Takes one member after the other. Whoever first finds none left gives the next sweep, if there is one: those that
         * others took may still be in their handlers.
         */
        private @Nullable Sweep pass() {
            int member = taken.getAndIncrement();
            if (member == 0) {
                join(Math.min(
                        members.length / WORTH_A_THREAD, Runtime.getRuntime().availableProcessors() - 1));
            }
            while (member < members.length) {
                if (members[member].wakeHere()) {
                    behind = true;
                    wake();
                }
                member = taken.getAndIncrement();
            }
            if (member == members.length) {
                if (goesOn(behind)) {
                    return new Sweep();
                }
                current.compareAndSet(this, null);
            }
            return null;
        }

        void join(int threads) {
            for (int i = 0; i < threads; i++) {
                dispatcher.handle(this);
            }
        }

        boolean isOver() {
            return taken.get() > members.length;
        }
    }

    /** Whether there was a wake-up during the sweep that has ended, or is one within a few microseconds. */
    private boolean goesOn(boolean behind) {
        boolean calm = state.compareAndSet(SWEEPING, LINGERING);
        long next = audience.next();
        if (!behind) {
            Dispatcher.gather(next - nextBefore);
        }
        nextBefore = next;
        for (int i = 0; calm && i < Dispatcher.LINGER_PAUSES && state.get() == LINGERING; i++) {
            Dispatcher.pause();
        }
        if (calm && state.compareAndSet(LINGERING, CALM)) {
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
        Sweep sweep = current.get();
        dispatcher.later(LOOK_MILLIS, () -> look(sweep, joining));
    }

    /** Whether the sweep is still the same. One look at a time, as long as there are sweeps. */
    private void look(@Nullable Sweep before, int joining) {
        Sweep sweep = current.get();
        if (sweep == null || (sweep.isOver() && state.get() == CALM)) {
            watched.set(false);
            if (state.get() != CALM) {
                watch();
            }
        } else if (sweep == before && !sweep.isOver()) {
            sweep.join(joining);
            lookLater(Math.min(MOST_JOINING, 2 * joining));
        } else {
            lookLater(1);
        }
    }
}
