package dev.realtime4j.kafka;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.ReadRequest.Direction;
import dev.realtime4j.spi.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers one read of one channel, in a reader's thread. Not safe for several threads. */
final class PageReader {
    /** A page that is read backwards is fetched in such portions, the newest first. */
    private static final int PORTION = 64;

    /** So many messages are looked for at a time, backwards: large ones may fill a page much sooner. */
    private static final int MOST_WANTED = 256;

    /** So many messages of a former log are looked for in this one. */
    private static final int MOST_COMPARED = 64;

    private final PartitionLog log;
    private final String channel;
    private final LogReader reader;
    private final long deadline;
    private final ChannelSearch search;

    PageReader(PartitionLog log, String channel, LogReader reader, long deadline) {
        this.log = log;
        this.channel = channel;
        this.reader = reader;
        this.deadline = deadline;
        this.search = new ChannelSearch(log, channel, reader, deadline);
    }

    /** Reads a page; the tail has reached the end that was asked for. */
    Page read(ReadRequest request) {
        return untrimmed(() -> {
            if (request.limit() == 0) {
                MessageId head = head();
                return new Page(List.of(), Continuity.EXACT, head, true, head);
            }
            return request.direction() == Direction.FORWARD ? forward(request) : backward(request);
        });
    }

    /** Starts a listener at the channel's head. */
    void start(Listener listener) {
        untrimmed(() -> select(1, 0, view -> {
            MessageId head = view.newest(log.extent());
            if (head != null) {
                listener.start(head);
            }
            return head;
        }));
    }

    private MessageId head() {
        return select(1, 0, view -> view.newest(log.extent()));
    }

    /** Tries again where retention has taken what was about to be read. */
    private <T> T untrimmed(Supplier<T> read) {
        while (true) {
            try {
                return read.get();
            } catch (LogReader.TrimmedException e) {
                log.trim(reader.start(log.partition(), deadline));
            }
        }
    }

    private interface Question<T> {
        @Nullable
        T ask(ChannelView view);
    }

    /**
     * Asks the channel's view, which is extended until it can answer.
     *
     * @param wanted about how many messages it takes
     * @param least the first offset at which they may lie
     */
    private <T> T select(int wanted, long least, Question<T> question) {
        while (true) {
            ChannelView view = log.view(channel);
            T answer = log.ask(channel, view, () -> question.ask(view));
            if (answer != null) {
                return answer;
            }
            search.extend(view, wanted, least);
        }
    }

    private Page forward(ReadRequest request) {
        MessageId cursor = request.cursor();
        if (cursor != null && !isOurs(cursor)) {
            return Page.otherLog(common(cursor), head());
        }
        long next = cursor == null ? -1 : Places.following(cursor);
        long clear = cursor == null ? -1 : Places.clearTo(cursor);
        Selection selection =
                select(Block.SIZE, next, view -> view.forward(next, clear, log.extent(), request.limit()));
        List<StoredEntry> entries = fetch(selection, 0, selection.size(), request.maxBytes());
        boolean end = selection.isEnd() && entries.size() == selection.size();
        MessageId scannedTo =
                end ? selection.head() : entries.get(entries.size() - 1).id();
        return new Page(entries, continuity(cursor, selection), scannedTo, end, selection.head());
    }

    private static Continuity continuity(@Nullable MessageId cursor, Selection selection) {
        if (selection.isLost()) {
            return Continuity.TRIMMED;
        }
        return cursor == null || cursor.equals(MessageId.BEGINNING) || selection.isKnown()
                ? Continuity.EXACT
                : Continuity.UNKNOWN;
    }

    /** Whether a cursor belongs to this log: the record that lies at its offset now must be the one it was made from. */
    private boolean isOurs(MessageId cursor) {
        long end = log.next();
        if (Places.isEmpty(cursor)) {
            return cursor.major() <= end && Places.isIn(log.topicId(), cursor);
        }
        if (cursor.minor() == 0) {
            return cursor.major() <= end;
        }
        if (cursor.major() >= end) {
            return false;
        }
        Boolean held = log.view(channel).holds(cursor);
        if (Boolean.TRUE.equals(held)) {
            return true;
        }
        // A record that is hidden for its key lies in no view, but may be all that an emitter was told of.
        return cursor.major() < log.start() ? held == null : search.isAt(cursor);
    }

    /** Of a cursor in what the log was before it lost its newest records: the newest message before it that is still there. */
    private MessageId common(MessageId cursor) {
        ChannelView former = log.former(channel);
        if (former != null && Boolean.TRUE.equals(former.holds(cursor))) {
            List<MessageId> before = former.before(cursor, MOST_COMPARED);
            for (int i = before.size() - 1; i >= 0; i--) {
                if (isOurs(before.get(i))) {
                    return before.get(i);
                }
            }
        }
        return MessageId.BEGINNING;
    }

    private Page backward(ReadRequest request) {
        MessageId cursor = request.cursor();
        long before = cursor == null ? Long.MAX_VALUE : cursor.major();
        int wanted = Math.min(request.limit(), MOST_WANTED);
        Selection selection = select(wanted, 0, view -> view.backward(before, log.extent(), request.limit()));
        List<StoredEntry> entries = new ArrayList<>();
        int left = selection.size();
        long bytes = 0;
        while (left > 0 && (bytes < request.maxBytes() || entries.isEmpty())) {
            int from = Math.max(0, left - PORTION);
            List<StoredEntry> portion = fetch(selection, from, left, Integer.MAX_VALUE);
            Collections.reverse(portion);
            for (StoredEntry entry : portion) {
                if (bytes >= request.maxBytes() && !entries.isEmpty()) {
                    break;
                }
                entries.add(entry);
                bytes += entry.json().length;
                left--;
            }
        }
        boolean end = selection.isEnd() && left == 0;
        MessageId scannedTo = end || entries.isEmpty()
                ? MessageId.BEGINNING
                : entries.get(entries.size() - 1).id();
        return new Page(entries, Continuity.EXACT, scannedTo, end, selection.head());
    }

    /** Fetches selected messages, in the order of the log; near ones by reading on, others by a seek. */
    private List<StoredEntry> fetch(Selection selection, int begin, int end, int maxBytes) {
        List<StoredEntry> entries = new ArrayList<>(end - begin);
        long[] bytes = new long[1];
        int from = begin;
        while (from < end && (bytes[0] < maxBytes || entries.isEmpty())) {
            StoredEntry known = search.entry(selection.id(from));
            if (known != null) {
                entries.add(known);
                bytes[0] += known.json().length;
                from++;
                continue;
            }
            int to = from + 1;
            while (to < end
                    && selection.offset(to) - selection.offset(to - 1) <= ChannelSearch.NEAR
                    && search.entry(selection.id(to)) == null) {
                to++;
            }
            int most = begin + entries.size() + to - from;
            reader.scan(log.partition(), selection.offset(from), selection.offset(to - 1) + 1, deadline, record -> {
                int at = begin + entries.size();
                if (record.offset() >= selection.offset(at)) {
                    StoredEntry entry = Records.decode(record);
                    if (entry == null || !entry.id().equals(selection.id(at))) {
                        throw changed();
                    }
                    entries.add(entry);
                    bytes[0] += entry.json().length;
                }
                return bytes[0] < maxBytes && begin + entries.size() < most;
            });
            if (bytes[0] < maxBytes && begin + entries.size() < most) {
                throw changed();
            }
            from = to;
        }
        return entries;
    }

    private RealtimeException changed() {
        return new RealtimeException(
                "The log of topic " + log.partition().topic() + " has changed while it was read; try again",
                null,
                true);
    }
}
