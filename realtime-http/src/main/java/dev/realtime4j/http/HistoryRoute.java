package dev.realtime4j.http;

import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET base/history}: a page of what a channel has kept. */
final class HistoryRoute {
    private final Realtime realtime;
    private final Workers workers;
    private final Gate gate;

    HistoryRoute(Realtime realtime, Workers workers, Gate gate) {
        this.realtime = realtime;
        this.workers = workers;
        this.gate = gate;
    }

    void handle(Exchange exchange) {
        QueryParameters parameters = QueryParameters.parse(exchange.request().query());
        String channel = channel(parameters);
        HistoryQuery query = query(parameters);
        if (!workers.run(() -> read(exchange, channel, query))) {
            exchange.fail(new IllegalStateException("closing"));
        }
    }

    private String channel(QueryParameters parameters) {
        String given = parameters.one("channel");
        String channel = given == null ? Realtime.DEFAULT_CHANNEL : given;
        return realtime.channel(channel).name();
    }

    static HistoryQuery query(QueryParameters parameters) {
        HistoryQuery query = ordered(parameters.one("order"));
        String after = parameters.one("after");
        if (after != null) {
            MessageId place = MessageId.parse(after);
            query = query.order() == HistoryQuery.Order.OLDEST_FIRST ? query.after(place) : query.before(place);
        }
        Instant start = time(parameters, "start");
        Instant end = time(parameters, "end");
        query = start == null ? query : query.since(start);
        query = end == null ? query : query.until(end);
        Long limit = number(parameters, "limit");
        query = limit == null ? query : query.limit((int) Math.min(limit, HistoryQuery.MAX_LIMIT));
        List<String> events = parameters.all("event");
        return events.isEmpty() ? query : query.events(events.toArray(new String[0]));
    }

    private static HistoryQuery ordered(@Nullable String order) {
        return switch (order == null ? "oldest" : order) {
            case "oldest" -> HistoryQuery.all();
            case "newest" -> HistoryQuery.all().newestFirst();
            case "latest" -> HistoryQuery.latest(HistoryQuery.MAX_LIMIT);
            default -> throw new BadRequestException("order must be oldest, newest or latest, got \"" + order + "\"");
        };
    }

    private static @Nullable Instant time(QueryParameters parameters, String name) {
        Long millis = number(parameters, name);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long number(QueryParameters parameters, String name) {
        String given = parameters.one(name);
        if (given == null) {
            return null;
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw new BadRequestException(
                    name + " must be a number of 0 or more" + (name.equals("limit") ? "" : ", in ms since 1970"));
        }
        return Long.valueOf(given);
    }

    private void read(Exchange exchange, String channel, HistoryQuery query) {
        try {
            Decision decision = gate.decide(exchange.request(), List.of(channel), Access.Action.HISTORY);
            Reply denial = decision.denial();
            if (denial != null) {
                exchange.send(denial);
            } else if (decision.readsNothing()) {
                exchange.send(Errors.reply(403, "forbidden", "This client may not read history"));
            } else {
                HistoryPage page = realtime.channel(channel).history(limited(query, decision.readFrom()));
                exchange.send(Reply.json(200, Errors.JSON.writeValueAsBytes(page)));
            }
        } catch (RuntimeException | Error e) {
            exchange.fail(e);
        }
    }

    private static HistoryQuery limited(HistoryQuery query, @Nullable Instant readFrom) {
        Instant since = query.since();
        return readFrom == null || (since != null && since.isAfter(readFrom)) ? query : query.since(readFrom);
    }
}
