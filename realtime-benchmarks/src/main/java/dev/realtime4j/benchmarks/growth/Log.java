package dev.realtime4j.benchmarks.growth;

import dev.realtime4j.Channel;
import dev.realtime4j.HistoryQuery;
import dev.realtime4j.Message;
import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.SubscriptionOptions;
import dev.realtime4j.codec.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A channel with so many messages, which is read. */
final class Log implements AutoCloseable {
    /** How many messages are kept in memory for a channel that is followed. */
    static final int RING = 1_000;

    private static final int MESSAGE_WEIGHT = 240;
    private static final int WINDOW = 1_000;
    private static final int PAGE = 50;
    private static final int PAGES = 200;
    private static final int LEAST_MESSAGES = 10_000;
    private static final RawJson DATA = RawJson.of("{\"text\":\"" + "x".repeat(64) + "\"}");

    private final Realtime realtime;
    private final Channel channel;
    private final List<MessageId> ids = new ArrayList<>();

    /** Stores the messages; a subscription of its own follows, so that the newest are in memory. */
    Log(String url, String name, int messages) {
        realtime = Realtime.connect(RealtimeConfig.builder(url)
                .bufferBytes((long) RING * MESSAGE_WEIGHT)
                .retention(new Retention(messages + 1L, Duration.ofHours(1)))
                .build());
        channel = realtime.channel(name);
        channel.subscribe(options -> options.onMessage(message -> {}));
        List<CompletableFuture<MessageId>> emits = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            emits.add(channel.emitAsync("e", DATA));
            if (emits.size() > WINDOW) {
                emits.get(emits.size() - WINDOW).join();
            }
        }
        emits.forEach(emit -> ids.add(emit.join()));
    }

    /** Reads the newest 50 messages; a unit is a message that was read. */
    Work newest() {
        int most = Math.min(PAGE, ids.size());
        List<MessageId> wanted = ids.subList(ids.size() - most, ids.size());
        return new Reading(this, () -> {
            for (int i = 0; i < PAGES; i++) {
                List<MessageId> read = channel.history(HistoryQuery.latest(PAGE)).messages().stream()
                        .<MessageId>map(Message::id)
                        .toList();
                if (!read.equals(wanted)) {
                    throw new IllegalStateException("In place of " + wanted + " these were read: " + read);
                }
            }
            return (long) PAGES * most;
        });
    }

    /** Follows from the beginning until all has come; a unit is a message. */
    Work replay() {
        return new Reading(this, () -> again(ids.size(), SubscriptionOptions::replay));
    }

    /** Follows from so many messages before the end until all has come; a unit is a message. */
    Work resume(int behind) {
        MessageId cursor = ids.get(ids.size() - behind - 1);
        return new Reading(this, () -> again(behind, options -> options.after(cursor)));
    }

    private long again(int messages, Consumer<SubscriptionOptions> from) {
        int times = Math.max(1, LEAST_MESSAGES / messages);
        for (int i = 0; i < times; i++) {
            Following following = new Following(ids.size() - messages);
            Subscription subscription = channel.subscribe(options -> {
                from.accept(options);
                options.onMessage(following::told);
            });
            following.arrivals.exactly(messages);
            subscription.close();
        }
        return (long) times * messages;
    }

    /** Sees to it that each message is the next. */
    private final class Following {
        private final Arrivals arrivals = new Arrivals();
        private int next;

        Following(int first) {
            next = first;
        }

        private void told(Message<?> message) {
            if (next >= ids.size() || !message.id().equals(ids.get(next++))) {
                arrivals.fault(new IllegalStateException("Lost, out of order or twice: " + message));
            }
            arrivals.one();
        }
    }

    /** A reading of a log, which is its own. */
    private record Reading(Log log, Reader reader) implements Work {
        @Override
        public long run() {
            return reader.read();
        }

        @Override
        public void close() {
            log.close();
        }
    }

    @FunctionalInterface
    private interface Reader {
        long read();
    }

    @Override
    public void close() {
        realtime.close();
    }
}
