package dev.realtime4j.engine;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of a channel, shared by all its subscriptions, numbered by a sequence of its own.
 *
 * <p>Written by one thread at a time (the hub's lock); read without a lock: a reader takes a slot first and then looks
 * whether its number has been given up, while the writer gives a number up before it uses the slot again. An empty ring
 * holds no array.
 */
final class Ring {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Message[].class);
    private static final VarHandle FIRST;
    private static final Message<?>[] NONE = {};
    private static final int SMALLEST = 16;
    private static final long SMALLEST_RESERVATION = 1024;
    private static final long LARGEST_RESERVATION = 64 * 1024;
    /** What a message weighs beyond its data: the message, the entry, the id, the event's name, the array's header. */
    private static final int OVERHEAD = 160;

    static {
        try {
            FIRST = MethodHandles.lookup().findVarHandle(Ring.class, "first", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RingBudget budget;
    private final int mostEntries;
    private volatile Message<?>[] slots = NONE;
    private int[] weights = {};
    private volatile long first;
    private volatile long next;
    private MessageId floor = MessageId.BEGINNING;
    private long bytes;
    private long reserved;
    private long mark;

    Ring(RingBudget budget, long maxMessages) {
        this.budget = budget;
        this.mostEntries = (int) Math.min(maxMessages, 1 << 16);
    }

    /** The number that the next message will get. Any thread. */
    long next() {
        return next;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** The message of a number below {@link #next()}, or null if it has been given up. Any thread. */
    @Nullable
    Message<?> get(long sequence) {
        Message<?>[] array = slots;
        if (array.length == 0) {
            return null;
        }
        Message<?> message = (Message<?>) SLOT.getAcquire(array, (int) sequence & (array.length - 1));
        return sequence < first ? null : message;
    }

    /**
     * The number of the first message after a cursor, or -1 if messages between the cursor and the oldest one here may have
     * been given up. Writer only.
     */
    long locate(MessageId cursor) {
        if (floor.isAfter(cursor)) {
            return -1;
        }
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).id().isAfter(cursor)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Whether a message of this id is still here. Writer only. */
    boolean contains(MessageId id) {
        long sequence = locate(id);
        return sequence > first && at(sequence - 1).id().equals(id);
    }

    /** Whether this is the id of a message that is here, or of the one before the oldest. Writer only. */
    boolean holds(MessageId id) {
        return id.equals(floor) || contains(id);
    }

    private Message<?> at(long sequence) {
        return slots[(int) sequence & (slots.length - 1)];
    }

    /**
     * Gives up everything; what comes next follows this place. A number is left out, so that a reader which has taken all
     * there was notices and looks for its place anew. Writer only.
     */
    void restart(MessageId place) {
        first = next + 1;
        next = first;
        floor = place;
        free();
    }

    /** Adds the newest message and gives up old ones where the budget or the bound asks for it. Writer only. */
    void add(Message<?> message, int dataBytes) {
        int weight = dataBytes + OVERHEAD;
        if (!makeRoom(weight)) {
            restart(message.id());
            return;
        }
        Message<?>[] array = slots;
        long sequence = next;
        if (sequence - first == array.length) {
            array = grown(array);
        }
        int slot = (int) sequence & (array.length - 1);
        SLOT.setRelease(array, slot, message);
        weights[slot] = weight;
        bytes += weight;
        next = sequence + 1;
    }

    private boolean makeRoom(long weight) {
        if (next - first >= mostEntries) {
            giveUpOldest();
        }
        while (bytes + weight > reserved && !reserveMore(weight)) {
            if (first == next) {
                return false;
            }
            giveUpOldest();
        }
        return true;
    }

    private boolean reserveMore(long weight) {
        long step = Math.max(weight, Math.min(LARGEST_RESERVATION, Math.max(SMALLEST_RESERVATION, reserved)));
        if (budget.reserve(step)) {
            reserved += step;
            return true;
        }
        return false;
    }

    private void giveUpOldest() {
        long oldest = first;
        floor = at(oldest).id();
        int slot = (int) oldest & (weights.length - 1);
        bytes -= weights[slot];
        FIRST.setRelease(this, oldest + 1); // seen before the slot's next message, which is set by a release, too
        SLOT.setRelease(slots, slot, null); // nothing large is kept until the slot is used again
    }

    private Message<?>[] grown(Message<?>[] old) {
        Message<?>[] larger = new Message<?>[Math.max(SMALLEST, old.length * 2)];
        int[] largerWeights = new int[larger.length];
        for (long sequence = first; sequence < next; sequence++) {
            int to = (int) sequence & (larger.length - 1);
            int from = (int) sequence & (old.length - 1);
            larger[to] = old[from];
            largerWeights[to] = weights[from];
        }
        weights = largerWeights;
        slots = larger;
        return larger;
    }

    /** Gives up what was here at the time of the call before last. Writer only; returns whether anything is left. */
    boolean sweep() {
        while (first < mark) {
            giveUpOldest();
        }
        mark = next;
        if (first == next) {
            free();
            return false;
        }
        return true;
    }

    private void free() {
        slots = NONE;
        weights = new int[0];
        bytes = 0;
        budget.release(reserved);
        reserved = 0;
    }
}
