package dev.realtime4j.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The emits to one hash slot of a cluster. All that are under way are at one node, so that no later one can overtake an
 * earlier one that has to be sent elsewhere (Rule E3): as soon as one comes back, new ones are held until the others have
 * come back as well, and then all go on in their order. If a later one has been carried out meanwhile, the earlier ones fail.
 *
 * <p>Safe for any threads; the lock is held for a few steps.
 */
final class Lane {
    private @Nullable Node node;
    private int out;
    private boolean draining;
    /** What has come back, in the order in which it was sent; then what was held. */
    private final Queue<Request<?>> back = new ArrayDeque<>();

    private final ArrayDeque<Request<?>> held = new ArrayDeque<>();
    /** Of all lanes. */
    private final AtomicLong heldBytes;

    private @Nullable Node asked;
    private long notBefore = System.nanoTime();

    Lane(AtomicLong heldBytes) {
        this.heldBytes = heldBytes;
    }

    /**
     * Takes an emit.
     *
     * @param owner the node that has the slot, or null if that is not known
     * @return the node to send it to now, or null if it is held
     */
    synchronized @Nullable Node enter(Request<?> request, @Nullable Node owner) {
        if (draining || owner == null || (out > 0 && node != owner)) {
            draining = true;
            held.add(request);
            heldBytes.addAndGet(request.bytes());
            return null;
        }
        node = owner;
        out++;
        return owner;
    }

    /** Takes out the emit that came last, if it is still held. */
    synchronized boolean withdraw(Request<?> request) {
        boolean found = held.removeLastOccurrence(request);
        if (found) {
            heldBytes.addAndGet(-request.bytes());
        }
        return found;
    }

    /**
     * Takes back an emit that was not carried out.
     *
     * @param ask the node that has to be asked instead, once, or null
     * @param retryAt the {@link System#nanoTime} at which to try again at the earliest
     */
    synchronized void back(Request<?> request, @Nullable Node ask, long retryAt) {
        out--;
        draining = true;
        asked = ask;
        if (retryAt - notBefore > 0) {
            notBefore = retryAt;
        }
        back.add(request);
    }

    /**
     * An emit has been answered, or has failed.
     *
     * @param sent whether it may have been carried out
     * @return those to the same channel that must fail since they would come after it
     */
    synchronized List<Request<?>> settled(Request<?> settled, boolean sent) {
        out--;
        if (!sent || back.isEmpty()) {
            return List.of();
        }
        List<Request<?>> overtaken = new ArrayList<>();
        back.removeIf(request -> request.place().equals(settled.place()) && overtaken.add(request));
        return overtaken;
    }

    /**
     * Goes on if nothing is under way any more.
     *
     * @param owner the node that has the slot now, or null if that is not known
     * @return whether this lane is open again
     */
    synchronized boolean release(@Nullable Node owner, long now) {
        Node target = asked != null ? asked : owner;
        if (!draining) {
            return true;
        }
        if (out > 0 || target == null || now - notBefore < 0) {
            return false;
        }
        List<Request<?>> all = takeAll();
        node = target;
        for (Request<?> request : all) {
            request.setAsking(asked != null);
            out++;
            target.emits().enqueue(request);
        }
        asked = null;
        draining = false;
        target.emits().flushElsewhere();
        return true;
    }

    /** Whether something is held or has come back since it was last open. */
    synchronized boolean isDraining() {
        return draining;
    }

    /** Takes out what is overdue. */
    synchronized List<Request<?>> late(long now) {
        List<Request<?>> late = new ArrayList<>();
        back.removeIf(request -> request.isLate(now) && late.add(request));
        held.removeIf(request -> {
            boolean over = request.isLate(now) && late.add(request);
            if (over) {
                heldBytes.addAndGet(-request.bytes());
            }
            return over;
        });
        return late;
    }

    /** Takes out everything. */
    synchronized List<Request<?>> clear() {
        return takeAll();
    }

    private List<Request<?>> takeAll() {
        List<Request<?>> all = new ArrayList<>(back);
        all.addAll(held);
        held.forEach(request -> heldBytes.addAndGet(-request.bytes()));
        back.clear();
        held.clear();
        return all;
    }
}
