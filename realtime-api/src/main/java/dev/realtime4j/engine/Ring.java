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
    private static final VarHandle TIP = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle FIRST = DrainLoop.fieldOf(MethodHandles.lookup(), "first", long.class);
    private static final Message<?>[] NONE = {};
    /** In place of a number: messages are missing here, and the log must be asked. */
    static final long UNKNOWN = -1;

    private static final int SMALLEST = 16;
    /** A full ring gives up such a part of its messages at once. */
    private static final int PARTS = 32;

    private static final int TIP_LENGTH = 24;
    private static final int SHORT_TIP = 2;
    private static final int[] NO_WEIGHTS = {};
    private static final long SMALLEST_RESERVATION = 1024;
    private static final long LARGEST_RESERVATION = 64 * 1024;
    /** What a message weighs beyond its data: the message, the entry, the id, the event's name, the array's header. */
    private static final int OVERHEAD = 160;

    private final RingBudget budget;
    private final int mostEntries;
    /**
     * What is written with each message, in the middle of an array that keeps it a cache line away from what is read with each
     * message, {@link #first} and {@link #slots}: otherwise the writer and every reader would wait for each other's processor.
     * First the bytes in all, then the number that is next. An empty ring has a short one: there may be very many of those.
     */
    private volatile long[] tip = new long[SHORT_TIP];

    private volatile Message<?>[] slots = NONE;
    private volatile long first;
    private int[] weights = NO_WEIGHTS;
    private MessageId floor = MessageId.BEGINNING;
    private long reserved;
    private long mark;

    Ring(RingBudget budget, long maxMessages) {
        this.budget = budget;
        this.mostEntries = (int) Math.min(maxMessages, 1 << 16);
    }

    /** The number that the next message will get. Any thread. */
    long next() {
        long[] now = tip;
        return (long) TIP.getVolatile(now, now.length / 2);
    }

    private void next(long number) {
        long[] now = tip;
        TIP.setVolatile(now, now.length / 2, number);
    }

    private long bytes() {
        long[] now = tip;
        return now[now.length / 2 - 1];
    }

    private void bytes(long sum) {
        long[] now = tip;
        now[now.length / 2 - 1] = sum;
    }

    /** Who reads the other one still reads what it had last, and looks once more after that, like who has taken all there is. */
    private void tip(int length) {
        long[] other = new long[length];
        other[length / 2 - 1] = bytes();
        other[length / 2] = next();
        tip = other;
    }

    boolean isEmpty() {
        return first == next();
    }

    /** Where the messages below a number are that {@link #next()} gave before. Any thread. */
    Message<?>[] slots() {
        return slots;
    }

    /**
     * A message, or null if it has been given up. Any thread.
     *
     * @param array what {@link #slots()} gave after {@link #next()} had given a greater number
     */
    @Nullable
    Message<?> get(Message<?>[] array, long sequence) {
        if (array.length == 0) {
            return null;
        }
        Message<?> message = (Message<?>) SLOT.getAcquire(array, (int) sequence & (array.length - 1));
        return sequence < first ? null : message;
    }

    /**
     * The number of the first message after a cursor, or {@link #UNKNOWN} if messages between the cursor and the oldest one here may have
     * been given up, or if the cursor lies between two messages: then the log must be asked. Writer only.
     *
     * <p>The complement of the number, which is less than {@link #UNKNOWN}, if the cursor lies behind the newest message: this
     * ring cannot tell whether its log has such a place.
     */
    long locate(MessageId cursor) {
        if (floor.isAfter(cursor)) {
            return UNKNOWN;
        }
        long low = first;
        long high = next();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).id().isAfter(cursor)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (cursor.equals(low == first ? floor : at(low - 1).id())) {
            return low;
        }
        return low == next() ? ~low : UNKNOWN; // it may be a place of another log that has followed this one
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
        long number = next() + 1;
        first = number;
        next(number);
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
        long sequence = next();
        if (sequence - first == array.length) {
            array = grown(array);
        }
        int slot = (int) sequence & (array.length - 1);
        SLOT.setRelease(array, slot, message);
        weights[slot] = weight;
        bytes(bytes() + weight);
        next(sequence + 1);
    }

    private boolean makeRoom(long weight) {
        if (next() - first >= mostEntries) {
            giveUpTo(first + Math.max(1, mostEntries / PARTS));
        }
        while (bytes() + weight > reserved && !reserveMore(weight)) {
            if (isEmpty()) {
                return false;
            }
            giveUpTo(first + 1);
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

    /** Gives up the messages before a number, several at once where that can be: for readers look at the first with each. */
    private void giveUpTo(long number) {
        long from = first;
        if (from >= number) {
            return;
        }
        floor = at(number - 1).id();
        FIRST.setRelease(this, number); // seen before the slots' next messages, which are set by a release, too
        for (long sequence = from; sequence < number; sequence++) {
            int slot = (int) sequence & (weights.length - 1);
            bytes(bytes() - weights[slot]);
            SLOT.setRelease(slots, slot, null); // nothing large is kept until the slot is used again
        }
    }

    private Message<?>[] grown(Message<?>[] old) {
        if (tip.length < TIP_LENGTH) {
            tip(TIP_LENGTH);
        }
        Message<?>[] larger = new Message<?>[Math.max(SMALLEST, old.length * 2)];
        int[] largerWeights = new int[larger.length];
        long end = next();
        for (long sequence = first; sequence < end; sequence++) {
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
        giveUpTo(mark);
        mark = next();
        if (isEmpty()) {
            free();
            return false;
        }
        long needed = Math.max(SMALLEST_RESERVATION, 2 * bytes());
        if (reserved > needed) {
            budget.release(reserved - needed);
            reserved = needed;
        }
        return true;
    }

    private void free() {
        slots = NONE;
        weights = NO_WEIGHTS;
        bytes(0);
        if (tip.length > SHORT_TIP) {
            tip(SHORT_TIP);
        }
        budget.release(reserved);
        reserved = 0;
    }
}
