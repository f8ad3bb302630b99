package dev.realtime4j.nats;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.MessageId;
import dev.realtime4j.spi.Entry;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Emits, over a connection of its own: each is one request that the stream's leader answers when it has stored the record.
 * Safe for any threads.
 */
final class Outbox {
    /** More than any broker needs to be busy, and a bound for memory. */
    private static final int MOST_UNDER_WAY = 1 << 16;

    private static final long TICK_MILLIS = 10;
    /** What headers may take of the server's maximum payload: with the longest names and key 2,365 bytes. */
    static final int HEADER_ROOM = 2560;

    private final Link link;
    private final Clock clock;
    private final long timeoutNanos;
    private final ScheduledExecutorService timer;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Set<Line> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Runnable streamMissing;
    private final Predicate<Group> isReplicated;
    private volatile boolean closed;

    Outbox(
            Link link,
            Clock clock,
            Duration timeout,
            ScheduledExecutorService timer,
            Runnable streamMissing,
            Predicate<Group> isReplicated) {
        this.streamMissing = streamMissing;
        this.isReplicated = isReplicated;
        this.link = link;
        this.clock = clock;
        this.timeoutNanos = timeout.toNanos();
        this.timer = timer;
    }

    /** The most bytes of data that a server takes. */
    static long mostBytes(Connection connection) {
        return connection.getMaxPayload() - HEADER_ROOM;
    }

    CompletableFuture<MessageId> append(Group group, String channel, Entry entry) {
        if (closed) {
            return CompletableFuture.failedFuture(Failures.closed());
        }
        Connection connection = link.current();
        if (connection != null && entry.json().length > mostBytes(connection)) {
            return CompletableFuture.failedFuture(Failures.emit(
                    channel,
                    "its data has " + entry.json().length + " bytes, and this server takes " + mostBytes(connection)
                            + ". Raise the server's max_payload, or lower max-data-bytes",
                    null,
                    false,
                    Stored.NO));
        }
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            return CompletableFuture.failedFuture(Failures.emit(
                    channel, MOST_UNDER_WAY + " emits are under way; wait for some of them", null, true, Stored.NO));
        }
        Emit emit = emit(group, channel, entry);
        Line line = lines.computeIfAbsent(emit.subject, subject -> new Line());
        while (!line.add(emit, this::send)) {
            lines.remove(emit.subject, line);
            line = lines.computeIfAbsent(emit.subject, subject -> new Line());
        }
        watch(line);
        if (closed) {
            abandon(line); // It was not there when all were.
        }
        return emit.result;
    }

    private Emit emit(Group group, String channel, Entry entry) {
        String key = entry.key() == null ? null : Records.key(channel, entry.key());
        return new Emit(group, channel, entry.event(), entry.json(), key, System.nanoTime() + timeoutNanos);
    }

    private boolean send(Line line, Emit emit) {
        CompletableFuture<Message> answer;
        emit.time = clock.millis();
        boolean replicated = isReplicated.test(emit.group);
        try {
            Duration left = Duration.ofNanos(Math.max(1, emit.deadline - System.nanoTime()));
            answer = link.request(emit.subject, Records.headers(emit.event, emit.time, emit.key), emit.body, left);
        } catch (IllegalStateException lost) {
            emit.reason = Outcome.notSent().reason();
            return false;
        } catch (IllegalArgumentException refused) {
            // Told by another thread: this one holds the line's lock, and others may wait in it that are refused too.
            CompletableFuture<Void> unused =
                    CompletableFuture.runAsync(() -> ended(line, emit, Outcome.of(null, refused, replicated)));
            return true;
        }
        CompletableFuture<Message> unused =
                answer.whenComplete((message, failure) -> ended(line, emit, Outcome.of(message, failure, replicated)));
        return true;
    }

    private void ended(Line line, Emit emit, Outcome outcome) {
        if (outcome.kind() == Outcome.Kind.NOT_NOW) {
            streamMissing.run();
        }
        boolean over = line.ended(emit, outcome, this::send);
        if (over) {
            leave(emit, line);
            if (outcome.kind() == Outcome.Kind.STORED) {
                emit.result.complete(Records.id(outcome.seq(), emit.time, emit.key));
            } else {
                emit.result.completeExceptionally(failure(emit, outcome.kind(), outcome.cause()));
            }
        }
        if (closed) {
            abandon(line); // Nobody would send again what has a key.
        }
        watch(line);
    }

    private void leave(Emit emit, Line line) {
        underWay.decrementAndGet();
        if (line.retire()) {
            lines.remove(emit.subject, line);
        }
    }

    private EmitException failure(Emit emit, Outcome.Kind kind, @Nullable Throwable cause) {
        boolean refused = kind == Outcome.Kind.REFUSED;
        Stored stored = emit.mayBeStored ? Stored.UNKNOWN : Stored.NO;
        String advice = emit.mayBeStored ? ". To emit again safely, use an idempotency key" : "";
        return Failures.emit(emit.channel, emit.reason + link.complaint() + advice, cause, !refused, stored);
    }

    /** Looks after a line in which emits wait. */
    private void watch(Line line) {
        if (line.isWaiting()) {
            waiting.add(line);
            if (ticking.compareAndSet(false, true)) {
                Future<?> unused = timer.schedule(() -> tick(false), TICK_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** The connection stands again: what waits is sent now. */
    void resume() {
        timer.execute(() -> tick(true));
    }

    private void tick(boolean now) {
        if (!now) {
            ticking.set(false);
        }
        List<Line> due = List.copyOf(waiting);
        for (Line line : due) {
            waiting.remove(line);
            line.tick(now, this::send).forEach(late -> {
                leave(late, line);
                late.result.completeExceptionally(failure(late, Outcome.Kind.NOT_NOW, null));
            });
            watch(line);
        }
    }

    /** Fails what waits; the connection, which is closed too, fails what is under way. */
    void close() {
        closed = true;
        lines.values().forEach(this::abandon);
    }

    private void abandon(Line line) {
        line.abandon()
                .forEach(emit -> emit.result.completeExceptionally(
                        emit.mayBeStored ? failure(emit, Outcome.Kind.UNKNOWN, Failures.closed()) : Failures.closed()));
    }
}
