package dev.realtime4j.nats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The emits to one channel that are under way, in the order of the calls (Rule E3). Normally each is sent at once. One that
 * is known not to be stored, or can be sent twice because it has a key, is sent again while no later one was sent; what comes
 * meanwhile waits behind it.
 *
 * <p>Guarded by its own lock, under which emits are handed to the driver, so that their order is that of the calls.
 */
final class Line {
    private static final int LONGEST_WAIT_MILLIS = 500;

    /** Hands an emit to the driver. */
    interface Sender {
        /** Whether it was handed over; its outcome is told later. */
        boolean send(Line line, Emit emit);
    }

    private final Deque<Emit> waiting = new ArrayDeque<>();
    private int underWay;
    private long lastTicket;
    private boolean retired;

    /** Takes an emit; false if this line has ended and another must be asked for. */
    synchronized boolean add(Emit emit, Sender sender) {
        if (retired) {
            return false;
        }
        if (waiting.isEmpty()) {
            attempt(emit, sender);
        } else {
            waiting.add(emit);
        }
        return true;
    }

    private boolean attempt(Emit emit, Sender sender) {
        underWay++;
        emit.ticket = ++lastTicket;
        long now = System.nanoTime();
        if (sender.send(this, emit)) {
            emit.firstSent = emit.firstSent == null ? now : emit.firstSent;
            return true;
        }
        underWay--;
        lastTicket--;
        holdBack(emit);
        return false;
    }

    private void holdBack(Emit emit) {
        emit.attempts++;
        int most = Math.min(LONGEST_WAIT_MILLIS, 10 << Math.min(emit.attempts, 10));
        long wait = ThreadLocalRandom.current().nextLong(most / 2, most);
        emit.nextAttempt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
        waiting.addFirst(emit);
    }

    /** Takes note of an outcome; false if the emit will be sent again. */
    synchronized boolean ended(Emit emit, Outcome outcome, Sender sender) {
        underWay--;
        emit.reason = outcome.reason();
        boolean may =
                outcome.kind() == Outcome.Kind.NOT_NOW || (outcome.kind() == Outcome.Kind.UNKNOWN && emit.key != null);
        if (outcome.kind() == Outcome.Kind.UNKNOWN) {
            emit.mayBeStored();
        }
        if (may && emit.ticket == lastTicket && System.nanoTime() - emit.deadline < 0) {
            holdBack(emit);
            return false;
        }
        if (underWay == 0) {
            sendWaiting(outcome.kind() == Outcome.Kind.STORED, sender);
        }
        return true;
    }

    /** Sends the first that waits, and after a success all of them. */
    private void sendWaiting(boolean all, Sender sender) {
        Emit next = waiting.poll();
        while (next != null) {
            if (!attempt(next, sender) || !all) {
                return;
            }
            next = waiting.poll();
        }
    }

    /** Sends what may be sent again by now, and takes out what has waited for too long. */
    synchronized List<Emit> tick(boolean now, Sender sender) {
        long time = System.nanoTime();
        List<Emit> overdue = new ArrayList<>();
        waiting.removeIf(emit -> {
            boolean late = time - emit.deadline >= 0;
            if (late) {
                overdue.add(emit);
            }
            return late;
        });
        Emit first = waiting.peek();
        if (first != null && underWay == 0 && (now || time - first.nextAttempt >= 0)) {
            sendWaiting(false, sender);
        }
        return overdue;
    }

    /** Takes out all that wait. */
    synchronized List<Emit> abandon() {
        List<Emit> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Ends this line if nothing is under way. */
    synchronized boolean retire() {
        retired |= underWay == 0 && waiting.isEmpty();
        return retired;
    }
}
