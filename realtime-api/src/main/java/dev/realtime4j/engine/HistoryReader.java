package dev.realtime4j.engine;

import dev.realtime4j.Gap;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.HistoryQuery.Order;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Continuity;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.StoredEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads pages of history (Rules H1 to H6): asks the transport page by page until enough messages match. */
final class HistoryReader {
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Core core;

    HistoryReader(Core core) {
        this.core = core;
    }

    HistoryPage read(String channel, HistoryQuery query) {
        Walk walk = new Walk(channel, query);
        return query.order() == Order.OLDEST_FIRST ? walk.forward() : walk.backward();
    }

    /** One walk through the log, for one page of history. */
    private final class Walk {
        private final String channel;
        private final HistoryQuery query;
        private final Message.Origin origin;
        private final EventFilter filter;
        private final long earliest;
        private final long latest;
        private final long horizon;
        private final long deadline;
        /** From then on what was found is given, and the rest left to the next page: better than to fail at the deadline. */
        private final long enough;

        private final List<Message<?>> found = new ArrayList<>();
        private int bytes;
        private @Nullable MessageId scannedTo;

        Walk(String channel, HistoryQuery query) {
            this.channel = channel;
            this.query = query;
            this.origin = new Message.Origin(channel, core.config().codec());
            this.filter = EventFilter.of(query.events());
            Instant since = query.since();
            Instant until = query.until();
            this.earliest = since == null ? Long.MIN_VALUE : Times.ceilMillis(since);
            this.latest = until == null ? Long.MAX_VALUE : Times.floorMillis(until);
            this.horizon =
                    core.horizon(core.config().retention(channel).maxAge().toMillis());
            this.deadline = core.requestDeadline();
            this.enough = deadline - core.config().timeouts().request().toNanos() / 2;
        }

        HistoryPage forward() {
            MessageId from = query.cursor();
            Gap gap = null;
            while (true) {
                Page page = core.readNow(channel, request(ReadRequest.Direction.FORWARD, from), deadline);
                Gap lost = from == null ? null : Continuities.gap(core, channel, from, page);
                if (lost != null && from != null && !found.isEmpty()) {
                    return page(from, true, gap); // told by the next page, in its place
                }
                gap = gap == null ? lost : gap;
                boolean full = take(page);
                MessageId reached = full && scannedTo != null ? scannedTo : page.scannedTo();
                if (full || page.end()) {
                    return page(reached, full && !(page.end() && reached.equals(page.scannedTo())), gap);
                }
                if (!found.isEmpty() && System.nanoTime() - enough > 0) {
                    return page(reached, true, gap);
                }
                boolean anew = page.continuity() == Continuity.OTHER_LOG && reached.equals(MessageId.BEGINNING);
                if (!anew) {
                    refuseStandstill(reached, from);
                }
                from = anew ? null : reached;
            }
        }

        HistoryPage backward() {
            MessageId before = query.cursor();
            MessageId head = null;
            while (true) {
                Page page = core.readNow(channel, request(ReadRequest.Direction.BACKWARD, before), deadline);
                head = head == null ? page.head() : head;
                boolean full = take(page);
                MessageId reached = full && scannedTo != null ? scannedTo : page.scannedTo();
                if (full || page.end()) {
                    boolean more = full && !(page.end() && isLast(page, reached));
                    if (query.order() == Order.LATEST) {
                        Collections.reverse(found);
                        HistoryQuery next = more ? query.before(reached) : null;
                        return new HistoryPage(found, head, next, null);
                    }
                    return page(reached, more, null);
                }
                refuseStandstill(reached, before);
                before = reached;
            }
        }

        /** A transport whose pages lead nowhere must not keep the caller for ever. */
        private void refuseStandstill(MessageId reached, @Nullable MessageId from) {
            if (reached.equals(from)) {
                throw new RealtimeException(
                        "Reading channel \"" + channel + "\" did not get past " + from
                                + ": the backend's transport gave a page that leads nowhere",
                        null,
                        true);
            }
        }

        private boolean isLast(Page page, MessageId id) {
            List<StoredEntry> entries = page.entries();
            return entries.isEmpty() || entries.get(entries.size() - 1).id().equals(id);
        }

        private ReadRequest request(ReadRequest.Direction direction, @Nullable MessageId cursor) {
            boolean everyOneCounts = filter.all() && query.since() == null && query.until() == null;
            int wanted = everyOneCounts ? query.limit() - found.size() : HistoryQuery.MAX_LIMIT;
            long hint = direction == ReadRequest.Direction.FORWARD ? Math.max(0, earliest) : 0;
            return new ReadRequest(direction, cursor, hint, wanted, MOST_BYTES - bytes);
        }

        /** Takes what matches; true if the page of history is full, with the place of its last message noted. */
        private boolean take(Page page) {
            for (StoredEntry entry : page.entries()) {
                if (matches(entry)) {
                    found.add(Message.of(origin, entry));
                    bytes += entry.json().length;
                    if (found.size() == query.limit() || bytes >= MOST_BYTES) {
                        scannedTo = entry.id();
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean matches(StoredEntry entry) {
            long timestamp = entry.timestamp();
            return timestamp >= earliest
                    && timestamp <= latest
                    && timestamp >= horizon
                    && filter.matches(entry.event());
        }

        private HistoryPage page(MessageId reached, boolean more, @Nullable Gap gap) {
            HistoryQuery next = null;
            if (more) {
                next = query.order() == Order.OLDEST_FIRST ? query.after(reached) : query.before(reached);
            }
            return new HistoryPage(found, reached, next, gap);
        }
    }
}
