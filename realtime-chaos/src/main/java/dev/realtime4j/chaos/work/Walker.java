package dev.realtime4j.chaos.work;

import dev.realtime4j.HistoryPage;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.chaos.history.Item;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Walks through history from page to page, from old to new, and looks at the newest messages; by one thread. */
final class Walker implements Runnable {
    private final Node node;
    private final List<String> channels;
    private final RandomGenerator random;
    private final Stop stop;

    Walker(Node node, List<String> channels, RandomGenerator random, Stop stop) {
        this.node = node;
        this.channels = channels;
        this.random = random;
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!stop.within(Duration.ofMillis(random.nextLong(20, 300)))) {
            String channel = channels.get(random.nextInt(channels.size()));
            if (random.nextInt(3) == 0) {
                newest(channel, random.nextInt(1, 100));
            } else {
                walk(channel, random.nextInt(10, 400));
            }
        }
    }

    private void newest(String channel, int count) {
        read(channel, HistoryQuery.latest(count));
    }

    /** At most as many pages as leave time for other channels. */
    private void walk(String channel, int limit) {
        HistoryQuery query = HistoryQuery.all().limit(limit);
        for (int pages = 0; query != null && pages < 10 && !stop.isSaid(); pages++) {
            HistoryPage page = read(channel, query);
            query = page == null ? null : page.next().orElse(null);
        }
    }

    private @Nullable HistoryPage read(String channel, HistoryQuery query) {
        long number = node.recorder().number();
        boolean newest = query.order() == HistoryQuery.Order.LATEST;
        MessageId cursor = query.cursor();
        node.recorder()
                .record(at -> new Operation.PageAsked(at, number, node.name(), channel, newest, cursor, query.limit()));
        try {
            HistoryPage page = node.channel(channel).history(query);
            List<Item> items = items(page);
            node.recorder()
                    .record(at -> new Operation.PageGiven(
                            at,
                            number,
                            items,
                            page.gap().isPresent(),
                            page.next().isEmpty()));
            return page;
        } catch (RealtimeException away) {
            node.recorder().record(at -> new Operation.PageFailed(at, number));
            return null;
        }
    }

    private static List<Item> items(HistoryPage page) {
        return page.messages().stream()
                .map(message -> new Item(message.id(), String.valueOf(message.data(String.class))))
                .toList();
    }
}
