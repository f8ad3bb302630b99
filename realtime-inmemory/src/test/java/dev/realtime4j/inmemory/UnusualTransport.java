package dev.realtime4j.inmemory;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Entry;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Sink;
import dev.realtime4j.spi.StoredEntry;
import dev.realtime4j.spi.Tail;
import dev.realtime4j.spi.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transport that is right, but in another way than those of this project: it answers late, by a thread of its own, does not
 * know what came before an entry or only that there is one, and gives ids whose first number is always 0.
 */
final class UnusualTransport implements Transport {
    /** What is told of an entry. */
    enum Live {
        WITHOUT_PREVIOUS,
        HINTS
    }

    private final Transport log;
    private final Live live;
    /** The store's own ids by the numbers that are shown in their place; the same for all clients of a store. */
    private final Map<Long, MessageId> ids;

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1);
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    UnusualTransport(Transport log, Live live, Map<Long, MessageId> ids) {
        this.log = log;
        this.live = live;
        this.ids = ids;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private MessageId shown(MessageId id) {
        if (id.equals(MessageId.BEGINNING)) {
            return id;
        }
        ids.put(id.minor(), id);
        return new MessageId(0, id.minor());
    }

    private @Nullable MessageId own(@Nullable MessageId shown) {
        return shown == null || shown.major() > 0 ? shown : ids.getOrDefault(shown.minor(), shown);
    }

    private StoredEntry shown(StoredEntry entry) {
        return new StoredEntry(shown(entry.id()), entry.event(), entry.json(), entry.timestamp());
    }

    /** Answers a moment later, as over a network. */
    private <T> CompletionStage<T> late(CompletionStage<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable end = () -> answer.completeExceptionally(new RealtimeException("closed meanwhile", null, true));
        open.add(end);
        stage.whenComplete((value, failure) -> soon(() -> {
            open.remove(end);
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        if (closed) {
            answer.completeExceptionally(new IllegalStateException("closed"));
        }
        return answer;
    }

    private void soon(Runnable task) {
        if (!thread.isShutdown()) {
            long micros = ThreadLocalRandom.current().nextLong(500);
            var unused = thread.schedule(task, micros, TimeUnit.MICROSECONDS);
        }
    }

    @Override
    public CompletionStage<MessageId> append(String channel, Entry entry) {
        return late(log.append(channel, entry).thenApply(this::shown));
    }

    @Override
    public CompletionStage<Page> read(String channel, ReadRequest request) {
        ReadRequest own = new ReadRequest(
                request.direction(), own(request.cursor()), request.fromMillis(), request.limit(), request.maxBytes());
        return late(log.read(channel, own)
                .thenApply(page -> new Page(
                        page.entries().stream().map(this::shown).toList(),
                        page.continuity(),
                        shown(page.scannedTo()),
                        page.end(),
                        shown(page.head()))));
    }

    @Override
    public CompletionStage<Tail> listen(String channel, Sink sink) {
        Listener listener = new Listener(sink);
        return late(log.listen(channel, listener).thenApply(tail -> listener.of(tail)));
    }

    @Override
    public void close() {
        closed = true;
        log.close();
        thread.shutdown();
        open.forEach(Runnable::run);
    }

    /** Tells a sink under a lock, so that none of its calls runs any more when it is closed. */
    private final class Listener implements Sink {
        private final Sink sink;
        private boolean silent;

        Listener(Sink sink) {
            this.sink = sink;
        }

        private synchronized void tell(Runnable call) {
            if (!silent && !closed) {
                call.run();
            }
        }

        @Override
        public void entry(StoredEntry entry, @Nullable MessageId previous) {
            StoredEntry told = shown(entry);
            if (live == Live.HINTS) {
                soon(() -> tell(sink::changed));
            } else {
                tell(() -> sink.entry(told, null)); // at once: the order is kept
            }
        }

        @Override
        public void changed() {
            soon(() -> tell(sink::changed));
        }

        @Override
        public void interrupted(Throwable cause) {
            tell(() -> sink.interrupted(cause));
        }

        @Override
        public void restored() {
            tell(sink::restored);
        }

        private synchronized void silence() {
            silent = true;
        }

        Tail of(Tail tail) {
            MessageId head = shown(tail.head());
            return new Tail() {
                @Override
                public MessageId head() {
                    return head;
                }

                @Override
                public Duration recheck() {
                    return tail.recheck();
                }

                @Override
                public void close() {
                    silence();
                    tail.close();
                }
            };
        }
    }
}
