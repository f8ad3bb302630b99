package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The log of one channel. Every promise of the SPI is kept under one lock, this object's, which is never held for anything
 * slow: an id is drawn, stored and told in one step, so whoever sees an id can no longer see a smaller one appear (Rule E2).
 *
 * <p>Entries are numbered one after the other. The number is the second part of the id, starts at a random place, and leads
 * straight to the entry's slot in the ring. It makes the log able to say of any id whether it is one of its own:
 *
 * <pre>
 *   origin           next - count        shownFrom()              next
 *     |    forgotten      |  evidence only   |        shown         |
 * </pre>
 *
 * <p>What is forgotten was once here, for numbers have no holes: a cursor there has missed something, however old it is
 * (so {@link Continuity#UNKNOWN} is never the answer). A number outside of all this, or another time under it, is an id that
 * this log never gave out. The head stays for good, so that no age makes it step back (Rule R3).
 */
final class ChannelLog {
    private static final @Nullable StoredEntry[] NO_ENTRIES = {};
    private static final Listener[] NO_LISTENERS = {};
    private static final int SMALLEST = 2;

    /** Among so many places two logs do not start at the same by chance. */
    private static final long ORIGINS = 1L << 40;

    private final MemoryStore store;
    private final Retention retention;

    /** The number of the first entry that ever was. */
    private final long origin = ThreadLocalRandom.current().nextLong(1, ORIGINS);
    /** The number of the next entry. */
    private long next = origin;
    /** How many entries are kept: those numbered from {@code next - count} on. */
    private int count;
    /** The length is a power of two; entry n is in the slot of its lowest bits. */
    private @Nullable StoredEntry[] ring = NO_ENTRIES;

    private MessageId head = MessageId.BEGINNING;
    /** No entry has to be dropped for its age up to this time, in ms since 1970. */
    private long freshUntil = Long.MAX_VALUE;

    private @Nullable RecentKeys keys;
    private Listener[] listeners = NO_LISTENERS;
    /** Set when the last listener leaves a log that never had an entry: it is no longer in the store. */
    private boolean retired;

    ChannelLog(MemoryStore store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * Appends an entry and tells the listeners, or finds that its key has been used. It takes the entry's parts: this is too
     * long to be compiled into its callers, and an entry that is not handed on need not be made there at all.
     *
     * @return the id, or null if this log is retired and another one has to be asked for
     */
    synchronized @Nullable MessageId append(String event, byte[] json, @Nullable String key) {
        if (retired) {
            return null;
        }
        long now = store.now();
        MessageId first = key == null ? null : keys().find(key, now);
        if (first != null) {
            return first;
        }
        if (now > freshUntil) {
            dropAged(now);
        }
        MessageId previous = count == 0 ? MessageId.BEGINNING : head;
        // The first part never steps back, the timestamp may: the clock is the user's.
        MessageId id = new MessageId(Math.max(now, Math.max(head.major(), store.created())), next);
        StoredEntry stored = new StoredEntry(id, event, json, now);
        add(stored);
        if (key != null) {
            keys().remember(key, id, now);
        }
        for (Listener listener : listeners) {
            listener.sink().entry(stored, previous);
        }
        return id;
    }

    /** Keeps one entry more than is shown (Rule R4): it lets a cursor be recognized that is just about to lose the next. */
    private void add(StoredEntry entry) {
        if (count > retention.maxMessages()) {
            dropOldest();
        } else if (count == ring.length) {
            resize(Math.max(SMALLEST, count * 2));
        }
        if (count == 0) {
            freshUntil = entry.timestamp() + keptMillis();
        }
        ring[slot(next)] = entry;
        head = entry.id();
        next++;
        count++;
    }

    /** Frees what is older than twice {@code maxAge}, and expired keys. */
    synchronized void dropAged(long now) {
        if (keys != null && keys.dropExpired(now)) {
            keys = null;
        }
        if (now <= freshUntil) {
            return;
        }
        while (count > 0 && oldest().timestamp() + keptMillis() < now) {
            dropOldest();
        }
        freshUntil = count == 0 ? Long.MAX_VALUE : oldest().timestamp() + keptMillis();
        if (count == 0) {
            ring = NO_ENTRIES;
        } else if (count <= ring.length / 4) {
            resize(Math.max(SMALLEST, Integer.highestOneBit(count) * 2));
        }
    }

    private long keptMillis() {
        return 2 * retention.maxAge().toMillis();
    }

    private void dropOldest() {
        ring[slot(next - count)] = null;
        count--;
    }

    private void resize(int length) {
        @Nullable StoredEntry[] old = ring;
        ring = new StoredEntry[length];
        for (long n = next - count; n < next; n++) {
            ring[slot(n)] = old[(int) n & (old.length - 1)];
        }
    }

    /**
     * Reads a page. Continuity is judged under the same lock as the entries are taken: judged before, it would hide a loss,
     * judged after, it would invent one.
     */
    synchronized Page read(ReadRequest request) {
        long now = store.now();
        if (now > freshUntil) {
            dropAged(now);
        }
        return request.direction() == Direction.FORWARD ? forward(request) : backward(request);
    }

    private Page forward(ReadRequest request) {
        MessageId cursor = request.cursor();
        long from = shownFrom();
        Continuity continuity = Continuity.EXACT;
        if (cursor != null) {
            boolean beginning = cursor.equals(MessageId.BEGINNING);
            if (!beginning && !gaveOut(cursor)) {
                return Page.otherLog(MessageId.BEGINNING, head);
            }
            long after = beginning ? origin : cursor.minor() + 1;
            continuity = after < from ? Continuity.TRIMMED : Continuity.EXACT;
            from = Math.max(from, after);
        }
        from = Math.max(from, firstAt(request.fromMillis(), 0));
        List<StoredEntry> entries = take(request, from, 1, next - from);
        boolean end = from + entries.size() == next;
        MessageId scannedTo = end ? head : entries.isEmpty() ? start(cursor) : last(entries);
        return new Page(entries, continuity, scannedTo, end, head);
    }

    private Page backward(ReadRequest request) {
        MessageId cursor = request.cursor();
        long to = cursor == null ? next : firstAt(cursor.major(), cursor.minor());
        List<StoredEntry> entries = take(request, to - 1, -1, to - shownFrom());
        boolean end = to - entries.size() == shownFrom();
        MessageId scannedTo = end ? MessageId.BEGINNING : entries.isEmpty() ? start(cursor) : last(entries);
        return new Page(entries, Continuity.EXACT, scannedTo, end, head);
    }

    /** Takes entries from a number on, upwards or downwards, as many as are there and the request's bounds allow. */
    private List<StoredEntry> take(ReadRequest request, long from, int step, long available) {
        int most = (int) Math.min(request.limit(), available);
        List<StoredEntry> entries = new ArrayList<>(most);
        long bytes = 0;
        for (long n = from; entries.size() < most && (bytes < request.maxBytes() || entries.isEmpty()); n += step) {
            StoredEntry entry = entry(n);
            entries.add(entry);
            bytes += entry.json().length;
        }
        return Collections.unmodifiableList(entries);
    }

    private static MessageId start(@Nullable MessageId cursor) {
        return cursor == null ? MessageId.BEGINNING : cursor;
    }

    private static MessageId last(List<StoredEntry> entries) {
        return entries.get(entries.size() - 1).id();
    }

    /** The number of the oldest entry that is among the newest {@code maxMessages}. */
    private long shownFrom() {
        return next - Math.min(count, retention.maxMessages());
    }

    /**
     * Tells whether an id is one that this log gave to an entry: certain for entries that are kept and for the head. Of the
     * forgotten ones only the bounds are known; the random origin makes ids of other logs lie outside of them.
     */
    private boolean gaveOut(MessageId id) {
        long n = id.minor();
        if (n < origin || n >= next || id.major() < store.created()) {
            return false;
        }
        if (n == next - 1) {
            return id.equals(head);
        }
        if (n >= next - count) {
            return id.equals(entry(n).id());
        }
        return id.major() <= (count == 0 ? head : oldest().id()).major();
    }

    /**
     * The number of the first entry shown whose id is this or later. First parts are never before timestamps, so none that
     * comes earlier has a timestamp of {@code major} or later.
     */
    private long firstAt(long major, long minor) {
        long low = shownFrom();
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            MessageId id = entry(middle).id();
            if (id.major() < major || (id.major() == major && id.minor() < minor)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private StoredEntry oldest() {
        return entry(next - count);
    }

    private StoredEntry entry(long n) {
        return Objects.requireNonNull(ring[slot(n)]);
    }

    private int slot(long n) {
        return (int) n & (ring.length - 1);
    }

    private RecentKeys keys() {
        if (keys == null) {
            keys = new RecentKeys();
        }
        return keys;
    }

    /**
     * Starts to tell a listener. The head is taken under the lock that every append needs: what is later is told.
     *
     * @return the head, or null if this log is retired and another one has to be asked for
     */
    synchronized @Nullable MessageId add(Listener listener) {
        if (retired) {
            return null;
        }
        // Copied, not changed: a sink that is being told may start or close another listener.
        Listener[] more = Arrays.copyOf(listeners, listeners.length + 1);
        more[listeners.length] = listener;
        listeners = more;
        return head;
    }

    /**
     * Ends a listener. Sinks are told under the same lock, so no call runs any more when this returns.
     *
     * @return whether this log is retired: nobody listens, and there is no entry and no head to keep
     */
    synchronized boolean remove(Listener listener) {
        Listener[] fewer = Arrays.stream(listeners).filter(it -> it != listener).toArray(Listener[]::new);
        listeners = fewer.length == 0 ? NO_LISTENERS : fewer;
        retired = fewer.length == 0 && next == origin;
        return retired;
    }
}
