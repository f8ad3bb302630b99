package dev.realtime4j.chaos.work;

import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.chaos.history.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads logs as they are, past all faults of connections. */
public final class Auditor {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Realtime realtime;

    /**
     * Makes an auditor.
     *
     * @param realtime a client of its own
     */
    public Auditor(Realtime realtime) {
        this.realtime = realtime;
    }

    /**
     * Reads all that is kept of a channel.
     *
     * @param channel the channel
     * @return from old to new
     */
    public List<Item> log(String channel) {
        List<Item> items = new ArrayList<>();
        HistoryQuery query = HistoryQuery.all();
        while (query != null) {
            HistoryPage page = page(channel, query);
            page.messages().forEach(message -> items.add(item(message)));
            query = page.next().orElse(null);
        }
        return items;
    }

    /** The backend may have come back a moment ago. */
    private HistoryPage page(String channel, HistoryQuery query) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return realtime.channel(channel).history(query);
            } catch (RealtimeException away) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw away;
                }
            }
        }
    }

    private static Item item(Message<?> message) {
        return new Item(message.id(), String.valueOf(message.data(String.class)));
    }

    /**
     * Reads the newest messages of a channel.
     *
     * @param channel the channel
     * @param count at most so many
     * @return their ids, from old to new
     */
    public List<MessageId> newest(String channel, int count) {
        return page(channel, HistoryQuery.latest(count)).messages().stream()
                .<MessageId>map(Message::id)
                .toList();
    }

    /**
     * Asks for the place of a channel's newest message.
     *
     * @param channel the channel
     * @return its id, or the beginning if nothing is kept
     */
    public MessageId newest(String channel) {
        List<MessageId> ids = newest(channel, 1);
        return ids.isEmpty() ? MessageId.BEGINNING : ids.get(0);
    }
}
