package dev.realtime4j.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of one subscription: at most one thread is in it, a wake-up starts it or makes it look once more, and where it
 * waits for a handler's stage or for a read it holds no thread. It also knows how to end: what was going on when it is
 * closed is waited for, and nothing starts afterwards (Rule S11).
 */
abstract class DrainLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.realtime4j.subscriptions");
    private static final int FAIR_ROUNDS = 16;

    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int READING = 2;
    private static final int CLOSED = 3;

    private static final VarHandle STATE = fieldOf(MethodHandles.lookup(), "state", int.class);
    private static final VarHandle MET = fieldOf(MethodHandles.lookup(), "met", int.class);
    private static final VarHandle RUNNER = fieldOf(MethodHandles.lookup(), "runner", Thread.class);

    /** What a step has come to. */
    enum Step {
        /** Look once more. */
        MORE,
        /** All there is was taken. */
        NOTHING,
        /** What follows must be read from the log. */
        READ,
        /** A handler's stage must be waited for. */
        STAGE,
        /** Others have waited long enough. */
        YIELD,
        /** No handler call will start any more. */
        END,
        /** The engine itself failed. */
        FAILED
    }

    private final Dispatcher dispatcher;
    private volatile int state = RUNNING;
    private volatile boolean closing;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile int met;

    /** Whether the thread in the loop has others to serve, too; only it knows. */
    private boolean swept;

    /** How many messages were taken since the last wait for more. */
    private int worked;

    private int failures;

    /** The thread in the loop; taken out by that or, before it is interrupted, by whom closes. */
    private volatile @Nullable Thread runner;

    private @Nullable CompletableFuture<Void> quiesced;

    DrainLoop(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** The way to a field of the class that looks it up. */
    static VarHandle fieldOf(MethodHandles.Lookup lookup, String field, Class<?> type) {
        try {
            return lookup.findVarHandle(lookup.lookupClass(), field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Does what there is to do, for a bounded while. */
    abstract Step step();

    /** Whether a step would find something to do that was not there when the last one found nothing. */
    abstract boolean hasWork();

    /** Starts to read what follows; {@link #hasMet} or {@link #readFailed} is called when that has ended. */
    abstract void read();

    /** No handler call is running or will start. */
    abstract void ended();

    final boolean isClosing() {
        return closing;
    }

    /** Starts the loop; called once. */
    final void start() {
        dispatcher.handle(this);
    }

    /** There may be something to do. Never blocks. */
    final void wake() {
        if (wakes()) {
            dispatcher.handle(this);
        }
    }

    /**
     * There may be something to do, of which the calling thread does some, unless another one is in the loop.
     *
     * @return whether there is more, so that another wake-up is needed
     */
    final boolean wakeHere() {
        if (!wakes()) {
            return false;
        }
        swept = true;
        return loop() == Step.YIELD;
    }

    /**
     * Whether the caller must start the loop. A thread that is in it needs no word of what is new, for it looks once more
     * after it has gone idle: so to wake a busy subscription costs one read.
     */
    private boolean wakes() {
        return state == IDLE && STATE.compareAndSet(this, IDLE, RUNNING);
    }

    @Override
    public final void run() {
        swept = false;
        loop();
    }

    /** Goes on for as long as this thread may; gives the last step. */
    private Step loop() {
        Step step;
        do {
            step = turn();
        } while (goesOn(step));
        return step;
    }

    /** One turn in the loop, during which closing may interrupt this thread. */
    private Step turn() {
        Thread self = Thread.currentThread();
        RUNNER.setRelease(this, self);
        try {
            return steps();
        } catch (RuntimeException | Error e) {
            LOG.error("A subscription failed and tries anew: {}", this, e);
            return Step.FAILED;
        } finally {
            if (!RUNNER.compareAndSet(this, self, null)) {
                awaitInterrupt();
            }
            Thread.interrupted(); // meant for a handler; this thread goes on with others
        }
    }

    private Step steps() {
        int rounds = swept ? 1 : FAIR_ROUNDS;
        for (int round = 0; round < rounds; round++) {
            if (closing) {
                return Step.END;
            }
            Step step = step();
            if (step != Step.MORE) {
                return step;
            }
        }
        return Step.YIELD;
    }

    /** Whether this thread takes another turn. Once it does not, another one may be in the loop. */
    private boolean goesOn(Step step) {
        switch (step) {
            case NOTHING -> {
                return !rests();
            }
            case READ -> {
                return readsAtOnce();
            }
            case STAGE -> {
                return isSecond();
            }
            case YIELD -> {
                if (swept) {
                    return !leaves();
                }
                dispatcher.handle(this);
            }
            case END -> end();
            default -> dispatcher.later(Hub.backoff(++failures), () -> dispatcher.handle(this));
        }
        return false;
    }

    /**
     * Waits a moment for more where messages come several at a time: to go on is much cheaper than to be started anew, for
     * whoever wakes it, too. Where much has come it does not look at once: messages that gather are taken at a small part of
     * the cost of one by one. Where they come one by one the wait would be in vain nearly each time.
     */
    private void linger() {
        int came = worked;
        worked = 0;
        if (came < 2) {
            return;
        }
        Dispatcher.gather(came);
        for (int i = 0; i < Dispatcher.LINGER_PAUSES && !hasWork() && !closing; i++) {
            Dispatcher.pause();
        }
    }

    /** To be told how many messages were taken. */
    final void worked(int messages) {
        worked += messages;
    }

    /** Goes idle, unless something has come meanwhile, the end for one. Who brings it looks at the state after that. */
    private boolean rests() {
        if (!swept) {
            linger();
        }
        STATE.setVolatile(this, IDLE);
        return !(closing || hasWork()) || !STATE.compareAndSet(this, IDLE, RUNNING);
    }

    /** Goes idle with more to do, unless the end has come. */
    private boolean leaves() {
        STATE.setVolatile(this, IDLE);
        return !closing || !STATE.compareAndSet(this, IDLE, RUNNING);
    }

    /** Reads; whether that has ended already. Closing does not wait for a read. */
    private boolean readsAtOnce() {
        expectMeeting();
        STATE.setVolatile(this, READING);
        if (closing) {
            return claim();
        }
        read();
        return isSecond() && claim();
    }

    /** To be called before something is started that will end by {@link #hasMet}. */
    final void expectMeeting() {
        MET.setVolatile(this, 0);
    }

    /** Two meet at the end of a wait: the thread that leaves the loop, and what is waited for. The second goes on. */
    private boolean isSecond() {
        return (int) MET.getAndAdd(this, 1) == 1;
    }

    /** What the loop waits for, a stage or a read, has ended. */
    final void hasMet() {
        if (isSecond() && (state != READING || claim()) && state != CLOSED) {
            dispatcher.handle(this);
        }
    }

    /** The read that the loop waits for has failed: it is tried again after a while that grows (Rule F2). */
    final void readFailed() {
        dispatcher.later(Hub.backoff(++failures), this::hasMet);
    }

    final void readSucceeded() {
        failures = 0;
        hasMet();
    }

    /** Takes the loop back from a read, unless it was closed meanwhile. */
    private boolean claim() {
        return STATE.compareAndSet(this, READING, RUNNING);
    }

    /** Lets no further handler call start; false if that was done before. */
    final boolean beginClose() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        synchronized (this) {
            if (closing) {
                return false;
            }
            quiesced = end;
            closing = true;
        }
        if (STATE.compareAndSet(this, IDLE, CLOSED) || STATE.compareAndSet(this, READING, CLOSED)) {
            end.complete(null);
            ended();
        }
        return true;
    }

    /** Waits until no handler call is running; inside of a handler it does not wait. */
    final void awaitClosed(long deadline) {
        CompletableFuture<Void> end;
        synchronized (this) {
            end = quiesced;
        }
        if (end == null || dispatcher.isHandling()) {
            return;
        }
        try {
            end.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            interruptHandler();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // completed normally only
        }
    }

    private synchronized void interruptHandler() {
        LOG.warn("A handler did not return within the close timeout and is interrupted: {}", this);
        Thread running = runner;
        if (running != null && RUNNER.compareAndSet(this, running, null)) {
            running.interrupt();
        }
    }

    /** Until whoever interrupts the calling thread has done so. */
    private synchronized void awaitInterrupt() {
        // Who interrupts holds this lock.
    }

    private void end() {
        STATE.setVolatile(this, CLOSED);
        CompletableFuture<Void> end;
        synchronized (this) {
            end = quiesced;
        }
        if (end != null) {
            end.complete(null);
        }
        ended();
    }
}
