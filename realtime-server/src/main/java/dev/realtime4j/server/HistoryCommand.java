package dev.realtime4j.server;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code realtime history}. */
@Command(
        name = "history",
        description = {
            "Print a channel's kept messages as lines of JSON, oldest first.",
            "After --after, what retention took meanwhile is printed first as {\"gap\":{…}}."
        },
        footer = {
            "",
            Arguments.Time.FORMS,
            "",
            "Examples, at a server on this machine:",
            "  realtime history --channel room-1 --latest --limit 20",
            "  realtime history --channel room-1 --start -24h --end -1h --event 'chat.*'"
        })
final class HistoryCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--channel", required = true, paramLabel = "C", description = "The channel's name.")
    private String channel = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most N messages, 1000 by default; as many pages are read as it takes.")
    private int limit = HistoryQuery.MAX_LIMIT;

    @Option(
            names = "--start",
            paramLabel = "T",
            converter = Arguments.Time.class,
            description = "Only messages of this time or later.")
    private @Nullable Instant start;

    @Option(
            names = "--end",
            paramLabel = "T",
            converter = Arguments.Time.class,
            description = "Only messages of this time or earlier.")
    private @Nullable Instant until;

    @Option(
            names = "--latest",
            description = "The newest messages instead of the oldest; still printed from old to new.")
    private boolean latest;

    @Option(names = "--newest-first", description = "The newest messages, printed from new to old.")
    private boolean newestFirst;

    @Option(
            names = "--after",
            paramLabel = "ID",
            converter = Arguments.Id.class,
            description = "Only messages after this one; 0-0 is the beginning.")
    private @Nullable MessageId after;

    @Option(
            names = "--event",
            paramLabel = "F",
            description = "Only this event, or with a trailing .* all below a name. May be given several times.")
    private List<String> events = new ArrayList<>();

    @Mixin
    private final Place place = new Place();

    HistoryCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        Arguments.check(channel);
        Arguments.check(events.toArray(String[]::new));
        HistoryQuery query = query();
        try (Realtime realtime = place.connect(streams.err())) {
            if (latest) {
                printLatest(realtime.channel(channel), query);
            } else {
                printPages(realtime.channel(channel), query);
            }
        }
        return 0;
    }

    private HistoryQuery query() {
        if ((latest ? 1 : 0) + (newestFirst ? 1 : 0) + (after != null ? 1 : 0) > 1) {
            throw new IllegalArgumentException("at most one of --latest, --newest-first and --after can be given");
        }
        HistoryQuery query = HistoryQuery.all().limit(limit);
        if (latest) {
            query = HistoryQuery.latest(limit);
        } else if (newestFirst) {
            query = query.newestFirst();
        } else if (after != null) {
            query = query.after(after);
        }
        if (start != null) {
            query = query.since(start);
        }
        if (until != null) {
            query = query.until(until);
        }
        return query.events(events.toArray(String[]::new));
    }

    private void printPages(Channel source, HistoryQuery first) {
        JsonLines lines = new JsonLines(streams.out());
        int left = limit;
        HistoryQuery query = first;
        while (query != null) {
            HistoryPage page = source.history(query.limit(left));
            if (page.gap().isPresent()
                    && !lines.print(new SubscribeCommand.Told(page.gap().get()))) {
                return;
            }
            for (Message<?> message : page.messages()) {
                if (!lines.print(message)) {
                    return;
                }
            }
            left -= page.messages().size();
            query = page.next().orElse(null);
            if (query != null && left == 0) {
                streams.err()
                        .println(
                                "note: there is more" + (newestFirst ? "" : ": --after " + page.cursor() + " goes on"));
                return;
            }
        }
    }

    /** Pages of the latest go from new to old, while each of them goes from old to new. */
    private void printLatest(Channel source, HistoryQuery first) {
        Deque<HistoryPage> pages = new ArrayDeque<>();
        int left = limit;
        HistoryQuery query = first;
        while (query != null && left > 0) {
            HistoryPage page = source.history(query.limit(left));
            pages.push(page);
            left -= page.messages().size();
            query = page.next().orElse(null);
        }
        JsonLines lines = new JsonLines(streams.out());
        for (HistoryPage page : pages) {
            for (Message<?> message : page.messages()) {
                if (!lines.print(message)) {
                    return;
                }
            }
        }
    }
}
