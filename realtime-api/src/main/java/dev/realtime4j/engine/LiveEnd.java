package dev.realtime4j.engine;

import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a hub knows of the live end of its channel: the last id, and the ring of what came before it without a break. Takes
 * an entry only if it is shown to follow; else it notes a doubt, which one read after the last id answers.
 *
 * <p>Used under the hub's lock.
 */
final class LiveEnd {
    private static final int MOST_HELD = 1024;
    private static final int MOST_HELD_BYTES = 1024 * 1024;

    private record Held(StoredEntry entry, @Nullable MessageId previous) {}

    private final Message.Origin origin;
    private final Ring ring;
    private MessageId last = MessageId.BEGINNING;
    private @Nullable ArrayDeque<Held> held;
    private long heldBytes;
    private boolean doubtful;
    private MessageId common = MessageId.BEGINNING;
    private int resets;

    LiveEnd(Message.Origin origin, Ring ring) {
        this.origin = origin;
        this.ring = ring;
    }

    /** Everything up to here was taken, or is known not to be there. */
    MessageId last() {
        return last;
    }

    /** How often the log turned out to be another one. */
    int resets() {
        return resets;
    }

    /** The place that is common to the log of before the last reset and that of now, as far as is known. */
    MessageId common() {
        return common;
    }

    /** Whether a read after the last id is due. */
    boolean isDoubtful() {
        return doubtful;
    }

    void doubt() {
        doubtful = true;
    }

    /** The read that answers the doubt is about to start. */
    void asking() {
        doubtful = false;
    }

    /** Starts at the head; what follows is expected next. */
    void start(MessageId head) {
        last = head;
        ring.restart(head);
    }

    /**
     * Takes an entry if it follows the last one; true if it was taken. One that is there already is dropped.
     *
     * @param trustsNothingBefore whether an entry before which nothing is kept may be believed to follow
     */
    boolean take(StoredEntry entry, @Nullable MessageId previous, boolean trustsNothingBefore) {
        MessageId id = entry.id();
        if (id.isAfter(last)) {
            boolean follows = previous != null
                    && (previous.equals(last) || (trustsNothingBefore && previous.equals(MessageId.BEGINNING)));
            if (follows) {
                append(entry);
                return true;
            }
        } else if (id.equals(last) || ring.contains(id)) {
            return false;
        }
        doubtful = true;
        return false;
    }

    private void append(StoredEntry entry) {
        last = entry.id();
        ring.add(Message.of(origin, entry), entry.json().length);
    }

    /** Keeps an entry until the read that is under way has ended. */
    void hold(StoredEntry entry, @Nullable MessageId previous) {
        if (held == null) {
            held = new ArrayDeque<>();
        }
        if (held.size() == MOST_HELD || heldBytes >= MOST_HELD_BYTES) {
            held.clear();
            heldBytes = 0;
            doubtful = true;
        }
        held.add(new Held(entry, previous));
        heldBytes += entry.json().length;
    }

    /** Takes what was held as far as it follows; what does not is left to one more read. */
    void takeHeld(boolean trustsNothingBefore) {
        ArrayDeque<Held> waiting = held;
        held = null;
        heldBytes = 0;
        while (waiting != null && !waiting.isEmpty() && !doubtful) {
            Held next = waiting.remove();
            take(next.entry(), next.previous(), trustsNothingBefore);
        }
    }

    /** Takes a page that was read after the last id; gives how many messages the live path had not told. */
    int takePage(Page page) {
        if (page.continuity() == Continuity.OTHER_LOG) {
            common = page.scannedTo();
            start(common);
            held = null;
            heldBytes = 0;
            resets++;
            return 0;
        }
        int found = 0;
        boolean whole = page.continuity() == Continuity.EXACT;
        for (StoredEntry entry : page.entries()) {
            if (!entry.id().isAfter(last)) {
                continue;
            }
            found++;
            forgetHeld(entry.id());
            if (whole) {
                append(entry);
            } else {
                start(entry.id()); // what lies before it is lost: each subscription learns that from its own read
                whole = true;
            }
        }
        if (page.scannedTo().isAfter(last)) {
            if (whole) {
                last = page.scannedTo();
            } else {
                start(page.scannedTo());
            }
        }
        return found;
    }

    /** An entry that a read has given needs not be taken from the live path any more. */
    private void forgetHeld(MessageId id) {
        if (held != null && !held.isEmpty() && held.element().entry().id().equals(id)) {
            heldBytes -= held.remove().entry().json().length;
        }
    }
}
