package dev.realtime4j;

import dev.realtime4j.engine.EventFilter;
import dev.realtime4j.engine.Names;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a channel's history is asked for (Rules H1 to H4). Immutable; each method gives a changed copy:
 *
 * <pre>{@code
 * channel.history(HistoryQuery.all().since(yesterday).events("chat.*").limit(100));
 * channel.history(HistoryQuery.latest(50));
 * }</pre>
 *
 * @param order which messages come first
 * @param since only messages with this timestamp or a later one
 * @param until only messages with this timestamp or an earlier one
 * @param limit at most that many messages: 1 or more, more than 1,000 counts as 1,000
 * @param events only messages of these events: exact names or, with a trailing {@code .*}, all below a name; empty: all
 * @param cursor only messages after this place (oldest first) or before it (newest first, latest)
 */
public record HistoryQuery(
        Order order,
        @Nullable Instant since,
        @Nullable Instant until,
        int limit,
        List<String> events,
        @Nullable MessageId cursor) {

    /** The most messages that one page holds, and the default limit. */
    public static final int MAX_LIMIT = 1000;

    /** Which messages come first. */
    public enum Order {
        /** From old to new, starting with the oldest that match. */
        OLDEST_FIRST,
        /** From new to old, starting with the newest that match. */
        NEWEST_FIRST,
        /** The newest that match, in the order from old to new; the next page holds the ones before them. */
        LATEST
    }

    /**
     * Makes a query of all its parts; the factory methods are handier.
     *
     * @param order which messages come first
     * @param since the earliest time, or null
     * @param until the latest time, or null
     * @param limit at most that many messages
     * @param events only these events; empty: all
     * @param cursor the place to start from, or null
     * @throws IllegalArgumentException if the limit is less than 1 or an event filter has a wrong form (Rule N5)
     */
    public HistoryQuery {
        Names.given(order, "order");
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more (more than 1000 counts as 1000), got " + limit);
        }
        limit = Math.min(limit, MAX_LIMIT);
        EventFilter.of(events);
        events = List.copyOf(events);
    }

    /**
     * Everything, oldest first, at most 1,000 messages a page.
     *
     * @return the query
     */
    public static HistoryQuery all() {
        return new HistoryQuery(Order.OLDEST_FIRST, null, null, MAX_LIMIT, List.of(), null);
    }

    /**
     * The newest messages, in the order from old to new (Rule H2).
     *
     * @param limit how many: 1 or more, more than 1,000 counts as 1,000
     * @return the query
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static HistoryQuery latest(int limit) {
        return new HistoryQuery(Order.LATEST, null, null, limit, List.of(), null);
    }

    /**
     * Only messages with this timestamp or a later one.
     *
     * @param start the earliest time, inclusive
     * @return the changed query
     */
    public HistoryQuery since(Instant start) {
        return new HistoryQuery(order, Names.given(start, "start"), until, limit, events, cursor);
    }

    /**
     * Only messages with this timestamp or an earlier one.
     *
     * @param end the latest time, inclusive
     * @return the changed query
     */
    public HistoryQuery until(Instant end) {
        return new HistoryQuery(order, since, Names.given(end, "end"), limit, events, cursor);
    }

    /**
     * At most that many messages, counting those that match.
     *
     * @param most 1 or more; more than 1,000 counts as 1,000
     * @return the changed query
     * @throws IllegalArgumentException if it is less than 1
     */
    public HistoryQuery limit(int most) {
        return new HistoryQuery(order, since, until, most, events, cursor);
    }

    /**
     * Only messages of these events.
     *
     * @param names exact names or, with a trailing {@code .*}, all below a name; none: all
     * @return the changed query
     * @throws IllegalArgumentException if a name has a wrong form
     */
    public HistoryQuery events(String... names) {
        return new HistoryQuery(order, since, until, limit, Arrays.asList(Names.given(names, "names")), cursor);
    }

    /**
     * From new to old.
     *
     * @return the changed query, without a cursor
     */
    public HistoryQuery newestFirst() {
        return new HistoryQuery(Order.NEWEST_FIRST, since, until, limit, events, null);
    }

    /**
     * From old to new, starting after a place.
     *
     * @param id the place, exclusive
     * @return the changed query
     */
    public HistoryQuery after(MessageId id) {
        return new HistoryQuery(Order.OLDEST_FIRST, since, until, limit, events, Names.given(id, "id"));
    }

    /**
     * What precedes a place: from new to old, unless the query is one for the latest.
     *
     * @param id the place, exclusive
     * @return the changed query
     */
    public HistoryQuery before(MessageId id) {
        Order backward = order == Order.LATEST ? Order.LATEST : Order.NEWEST_FIRST;
        return new HistoryQuery(backward, since, until, limit, events, Names.given(id, "id"));
    }
}
