package dev.realtime4j.nats;

import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a scan gives: the first entries that a page may hold, or the last ones. Used by one thread after the other.
 */
final class Portion implements Scan.Taker {
    private static final int FIRST_RECORDS = 32;
    /** Of the newest ones nothing can be left out that comes before them. */
    private static final int FIRST_OF_WINDOW = 64;

    private static final int MOST_RECORDS = 512;
    private static final long MOST_BYTES = 1 << 20;

    private final int limit;
    private final long maxBytes;
    private final long upTo;
    private final boolean newest;
    private final long shown;
    private final AtomicLong foreign;
    private final Deque<Numbered> entries = new ArrayDeque<>();
    private long bytes;
    private long count;
    private long taken;
    private long behind;
    private long hidden;
    private long toHide;
    private boolean full;
    private boolean cut;
    private boolean complete;
    /** The sequence of the last record taken that is shown, a foreign one too; 0 if there is none. */
    private long lastShown;

    private Records.@Nullable Kept first;
    private Records.@Nullable Kept last;

    /** A record with an entry, and its number among all that were taken. */
    private record Numbered(Records.Kept record, long number) {
        int size() {
            StoredEntry entry = record.entry();
            return entry == null ? 0 : entry.json().length;
        }
    }

    /**
     * Makes an empty portion.
     *
     * @param limit at most that many entries
     * @param maxBytes no further entry once they have that many bytes
     * @param upTo the sequence of the last record that is wanted; one that is later ends the scan too
     * @param newest whether the last entries are wanted, and not the first
     * @param shown how many of the newest records are shown if the scan starts with the oldest; else any larger number
     * @param foreign counts records that are none of this library's
     */
    Portion(int limit, long maxBytes, long upTo, boolean newest, long shown, AtomicLong foreign) {
        this.limit = limit;
        this.maxBytes = maxBytes;
        this.upTo = upTo;
        this.newest = newest;
        this.shown = shown;
        this.foreign = foreign;
    }

    @Override
    public void count(long records) {
        count = records;
        toHide = Math.max(0, records - shown);
    }

    @Override
    public boolean take(Records.Kept record, long recordsBehind) {
        complete = record.seq() >= upTo;
        if (newest && record.seq() > upTo) {
            behind = recordsBehind + 1;
            return false;
        }
        behind = recordsBehind;
        taken++;
        if (first == null) {
            first = record;
        }
        last = record;
        if (hidden < toHide) {
            hidden++;
        } else {
            lastShown = record.seq();
            show(record);
        }
        return record.seq() < upTo && !full;
    }

    @Override
    public boolean maySuffice() {
        return !newest && lastShown > 0;
    }

    @Override
    public int wants() {
        if (entries.isEmpty()) {
            return newest ? FIRST_OF_WINDOW : FIRST_RECORDS;
        }
        // As many as there is room for, if they are like those it has.
        long room = newest ? MOST_BYTES : Math.min(MOST_BYTES, maxBytes - bytes);
        long records = 1 + room * entries.size() / Math.max(1, bytes);
        long most = newest ? MOST_RECORDS : Math.min(MOST_RECORDS, limit - entries.size());
        return (int) Math.max(1, Math.min(most, records));
    }

    private void show(Records.Kept record) {
        StoredEntry entry = record.entry();
        if (entry == null) {
            foreign.addAndGet(record.isForeign() ? 1 : 0);
            return;
        }
        entries.add(new Numbered(record, taken));
        bytes += entry.json().length;
        if (newest) {
            while (entries.size() > limit
                    || (entries.size() > 1 && bytes - entries.getFirst().size() >= maxBytes)) {
                bytes -= entries.removeFirst().size();
                cut = true;
            }
        } else {
            full = entries.size() >= limit || bytes >= maxBytes;
        }
    }

    /**
     * Drops what may have holes, for it was removed from the stream during the scan.
     *
     * @param oldest the sequence of the oldest record after the scan
     * @param byCount whether what was removed gave way to newer ones, so that the oldest is not shown any more
     */
    void dropBefore(long oldest, boolean byCount) {
        if (first == null || oldest <= first.seq()) {
            return;
        }
        hidden++;
        entries.removeIf(one -> one.record.seq() < oldest || (byCount && one.record.seq() == oldest));
        if (lastShown < oldest || (byCount && lastShown == oldest)) {
            lastShown = 0;
        }
    }

    /**
     * How many records there were from the first that was taken on, where the scan has ended, as far as the consumer's server
     * knows. If that has removed some of them meanwhile for newer ones, they are still as many as a stream keeps.
     */
    long length() {
        return taken + behind;
    }

    /** Drops what so many newer ones are known of that it is not shown, and may have holes. */
    void dropBehind(long most) {
        if (length() <= most) {
            return;
        }
        hidden++;
        entries.removeIf(one -> length() - one.number >= most);
        if (behind >= most) {
            lastShown = 0;
        }
    }

    /** Whether nothing that is shown is left, for newer records have taken its place meanwhile. */
    boolean isOvertaken() {
        return hidden > 0 && lastShown == 0;
    }

    /** Whether older records than those taken were there and are not shown. */
    boolean hides() {
        return hidden > 0;
    }

    /** How many records there were from the start of the scan on. */
    long count() {
        return count;
    }

    /** The first record that was there, shown or not. */
    Records.@Nullable Kept first() {
        return first;
    }

    /** The last record that was looked at. */
    Records.@Nullable Kept last() {
        return last;
    }

    /** Whether the scan has got to the last record that is wanted, or past its place. */
    boolean isComplete() {
        return complete;
    }

    /**
     * Whether it has got, up to the last record that is wanted, as many as there were when the scan began. If that record was
     * there by then, these are all, and none was removed before it was read.
     */
    boolean hasAll() {
        return complete && taken == count;
    }

    /** Whether older entries than those it has were given up for newer ones. */
    boolean isCut() {
        return cut;
    }

    int size() {
        return entries.size();
    }

    /** The entries from old to new. */
    List<StoredEntry> entries() {
        List<StoredEntry> list = new ArrayList<>(entries.size());
        for (Numbered one : entries) {
            if (one.record.entry() != null) {
                list.add(one.record.entry());
            }
        }
        return list;
    }
}
