package dev.realtime4j.http;

import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Realtime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a stream for.
 *
 * @param channels the channels, in the order of the request, without repetition
 * @param events the event filter; empty: all
 * @param starts where the client stands in each channel; null: it wants what comes from now on
 */
record StreamRequest(List<String> channels, List<String> events, List<@Nullable Position> starts) {

    static StreamRequest parse(HttpRequest request, Realtime realtime, int maxChannels) {
        QueryParameters parameters = QueryParameters.parse(request.query());
        List<String> channels = channels(parameters, realtime, maxChannels);
        List<String> events = parameters.all("event");
        var unused = HistoryQuery.all().events(events.toArray(new String[0])); // refuses what is no filter
        return new StreamRequest(channels, events, starts(request, parameters, channels));
    }

    private static List<String> channels(QueryParameters parameters, Realtime realtime, int maxChannels) {
        List<String> channels = new ArrayList<>(new LinkedHashSet<>(parameters.all("channel")));
        if (channels.isEmpty()) {
            return List.of(Realtime.DEFAULT_CHANNEL);
        }
        if (channels.size() > maxChannels) {
            throw new BadRequestException("A stream follows at most " + maxChannels + " channels, this one asks for "
                    + channels.size() + ". Open a second stream, or gather what belongs together in one channel.");
        }
        channels.forEach(realtime::channel); // refuses what is no channel's name
        return channels;
    }

    /** What the browser sends by itself is newer than what its page once put into the address. */
    private static List<@Nullable Position> starts(
            HttpRequest request, QueryParameters parameters, List<String> channels) {
        String last = request.header("Last-Event-ID");
        try {
            if (last != null && !last.isEmpty()) {
                return new ArrayList<>(Positions.parse(last, channels));
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("The Last-Event-ID cannot be used: " + e.getMessage());
        }
        List<@Nullable Position> starts = new ArrayList<>();
        for (String channel : channels) {
            String name = "last_ack_" + channel;
            String given = parameters.one(name);
            try {
                starts.add(given == null ? null : Position.parse(given));
            } catch (IllegalArgumentException e) {
                throw new BadRequestException("The parameter " + name + " cannot be used: " + e.getMessage());
            }
        }
        return starts;
    }

    /**
     * Where a client may start that has no right to what was before, and no wish for what is not yet. The present millisecond
     * is not ahead: it may have messages already.
     */
    static @Nullable Position clamped(@Nullable Position start, Decision decision, long nowMillis) {
        boolean ahead = start != null && start.after() == null && start.sinceMillis() > nowMillis;
        return ahead || decision.readsNothing() ? null : start;
    }
}
