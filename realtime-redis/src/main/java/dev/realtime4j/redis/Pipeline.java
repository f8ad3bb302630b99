package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends requests to one server over one connection, many at a time and in the order in which they come (Rule E3), and makes
 * a new connection when that one is lost.
 *
 * <p>One thread reads the replies and connects anew. Who sends also writes, as long as so little is under way that the
 * system's buffers take it without waiting; beyond that another thread writes. While there is no connection, requests wait.
 * Each is answered or fails by its deadline. What was written and not answered when a connection is lost fails, since nobody
 * knows what came of it, unless it may be repeated.
 *
 * <p>Safe for any threads.
 */
final class Pipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Smaller than any buffer of a socket. */
    private static final int SMALL = 16 * 1024;

    private static final int BATCH = 64;
    private static final int MOST_UNANSWERED = 4096;
    private static final long MOST_UNANSWERED_BYTES = 8L * 1024 * 1024;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(15);
    private static final long CLOCK_PERIOD = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Door door;
    private final Executor writers;
    private final Predecessor before;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean writing = new AtomicBoolean();
    /** Whether another thread was asked to write and has not begun: it will find what comes meanwhile. */
    private final AtomicBoolean summoned = new AtomicBoolean();

    private final RequestQueue waiting = new RequestQueue();
    private volatile @Nullable Session session;
    private volatile Throwable lost = new RealtimeException("There is no connection yet", null, true);
    private volatile boolean retired;
    private long clockAsked;
    private volatile @Nullable Thread reader;

    /**
     * Makes a pipeline without a connection.
     *
     * @param name what its thread is called
     * @param door the way to the server
     * @param writers who writes what callers cannot
     * @param patience for how many nanoseconds after its failure a request may still be carried out by the server
     */
    Pipeline(String name, Door door, Executor writers, long patience) {
        this.name = name;
        this.door = door;
        this.writers = writers;
        before = new Predecessor(patience);
    }

    /**
     * Connects for the first time, and keeps connected from then on.
     *
     * @throws RealtimeException if the server cannot be reached or refuses
     */
    void start() {
        Session first = connect();
        reader = Threads.start(name, () -> run(first));
    }

    /** Connects as soon as that is possible. */
    void launch() {
        reader = Threads.start(name, () -> {
            Session first = reconnect();
            if (first != null) {
                run(first);
            }
        });
    }

    boolean isConnected() {
        return session != null;
    }

    /** Whether more than a few requests are under way or wait. */
    boolean isBusy(int few) {
        Session now = session;
        return now == null || !now.hasRoom(few, MOST_UNANSWERED_BYTES) || !waiting.isEmpty();
    }

    /** Takes a request; it fails at once if too much is waiting already. Never blocks. */
    void send(Request<?> request) {
        enqueue(request);
        Session now = session;
        if (now != null) {
            writeSoon(now);
        }
    }

    /** Takes a request as {@link #send} does, but leaves it to {@link #flushElsewhere} to have it written. */
    void enqueue(Request<?> request) {
        if (!waiting.offer(request)) {
            refuse(request);
        }
    }

    /** Takes a request as {@link #send} does, from a thread on which others depend. */
    void sendElsewhere(Request<?> request) {
        enqueue(request);
        flushElsewhere();
    }

    /** Has what is waiting written by another thread: to write takes as long as the server does not read. */
    void flushElsewhere() {
        if (!writing.get() && mayWrite()) {
            writeElsewhere();
        }
    }

    private void writeSoon(Session now) {
        if (now.hasRoom(BATCH, SMALL) && waiting.isSmall(SMALL)) {
            write(BATCH);
        } else {
            flushElsewhere();
        }
    }

    /** Puts requests back that were not written; nobody would take them out of a queue that was closed meanwhile. */
    private void putBack(List<Request<?>> requests) {
        if (!waiting.putBack(requests)) {
            requests.forEach(this::refuse);
        }
    }

    private void refuse(Request<?> request) {
        if (retired) {
            request.sendBack(door.address() + " has left the Redis cluster");
        } else if (closing.getCount() == 0) {
            request.completeExceptionally(closed());
        } else {
            String reason = RequestQueue.tooMuch("the Redis server at " + door.address());
            request.fail(new RealtimeException(reason, session == null ? lost : null, true), false);
        }
    }

    static IllegalStateException closed() {
        return new IllegalStateException("This Redis transport is closed");
    }

    private void writeElsewhere() {
        if (!summoned.compareAndSet(false, true)) {
            return;
        }
        try {
            writers.execute(() -> {
                summoned.set(false);
                write(Integer.MAX_VALUE);
            });
        } catch (RejectedExecutionException | Error none) { // closed, or no thread is left: the next tick asks
            summoned.set(false);
            LOG.debug("There is no thread to write to Redis", none);
        }
    }

    /** Writes what is waiting. One thread at a time; who finds another one at it leaves, and that one finds the rest. */
    private void write(int most) {
        int left = most;
        while (mayWrite() && writing.compareAndSet(false, true)) {
            Session now = session;
            boolean whole;
            try {
                whole = now != null && writeBatch(now);
            } finally {
                writing.set(false);
            }
            left -= BATCH;
            if (!whole && now == session) {
                return; // the reading thread will connect anew and have the rest written
            }
            if (left <= 0 && mayWrite()) {
                writeElsewhere();
                return;
            }
        }
    }

    private boolean mayWrite() {
        Session now = session;
        return now != null && now.hasRoom(MOST_UNANSWERED, MOST_UNANSWERED_BYTES) && !waiting.isEmpty();
    }

    /** False if the connection turns out to be lost. */
    private boolean writeBatch(Session now) {
        try {
            for (int i = 0; i < BATCH; i++) {
                Request<?> request = waiting.poll();
                if (request == null) {
                    break;
                }
                if (!now.writing(request)) {
                    putBack(List.of(request));
                    return false;
                }
                if (request.isAsking()) {
                    now.wire().write(new CommandArguments(Command.ASKING));
                }
                now.wire().write(request.command());
            }
            now.wire().send();
            return true;
        } catch (JedisException broken) {
            now.wire().kill();
            return false;
        } catch (RuntimeException | Error e) {
            now.wire().kill(); // a request that is noted and not written would be given the answer of the next one
            throw e;
        }
    }

    private void run(Session first) {
        Session now = first;
        int brief = 0;
        while (closing.getCount() > 0) {
            session = now;
            if (closing.getCount() == 0) {
                now.wire().kill();
            }
            Throwable cause = readReplies(now);
            session = null;
            ended(now, cause);
            brief = Backoff.afterLoss(closing, now.since(), brief);
            now = reconnect();
            if (now == null) {
                return;
            }
        }
        ended(now, closed());
    }

    /** Reads until the connection is lost; gives why. */
    private Throwable readReplies(Session now) {
        try {
            writeSoon(now);
            while (true) {
                Object reply = now.wire().read();
                if (now.isAboutAsking()) {
                    continue;
                }
                Request<?> request = now.answered();
                if (request == null) {
                    return new RealtimeException(
                            "The Redis server at " + door.address() + " says what it was not asked: "
                                    + Replies.text(reply),
                            null,
                            true);
                }
                door.heed(reply);
                request.answer(reply);
                if (reply instanceof JedisDataException error && Failures.endsConnection(error)) {
                    return error;
                }
                writeSoon(now);
            }
        } catch (JedisException e) {
            return now.reason(e);
        } catch (RuntimeException | Error fault) {
            LOG.error("Answers of Redis at {} cannot be taken: connecting anew", door.address(), fault);
            return now.reason(fault);
        }
    }

    private void ended(Session ended, Throwable cause) {
        lost = cause;
        List<Request<?>> repeated = new ArrayList<>();
        for (Request<?> request : ended.end()) {
            if (request.repeatable() && (retired || closing.getCount() > 0)) {
                repeated.add(request);
            } else {
                if (request.changes()) {
                    before.mayCarryOut(ended);
                }
                request.fail(cause, true);
            }
        }
        putBack(repeated);
        if (closing.getCount() > 0) {
            LOG.warn(
                    "The connection to Redis at {} is lost and will be made anew: {}",
                    door.address(),
                    cause.toString());
        }
    }

    /** Tries until there is a connection; null once this pipeline is closed. */
    private @Nullable Session reconnect() {
        for (int attempt = 0; closing.getCount() > 0; attempt++) {
            try {
                Session made = connect();
                LOG.info("Connected to Redis at {} again", door.address());
                return made;
            } catch (RealtimeException e) {
                lost = e;
                LOG.debug("Attempt {} to connect to Redis fails: {}", attempt, e.getMessage());
            }
            if (Backoff.await(closing, attempt)) {
                break;
            }
        }
        return null;
    }

    private Session connect() {
        Wire wire = door.open();
        try {
            before.settle(wire, closing);
            return Session.begin(wire);
        } catch (RuntimeException | Error e) {
            wire.kill();
            throw Failures.connecting(door.address(), e);
        }
    }

    /** To be called every now and then: fails what is overdue, ends a connection that hangs, and asks for the time. */
    void tick() {
        long now = System.nanoTime();
        for (Request<?> late = waiting.pollLate(now); late != null; late = waiting.pollLate(now)) {
            Session connected = session;
            Throwable cause = connected == null
                    ? lost
                    : new RealtimeException("the Redis server at " + door.address() + " is too slow", null, true);
            late.fail(cause, false);
        }
        Session connected = session;
        if (connected == null) {
            return;
        }
        if (connected.isStuck(now, SILENCE)) {
            connected.giveUp(
                    new RealtimeException("the Redis server at " + door.address() + " does not answer", null, true));
        } else if (now - clockAsked >= CLOCK_PERIOD) {
            clockAsked = now;
            enqueue(new Inquiry<>(Command.TIME, this::takeTime, now + SILENCE));
        }
        flushElsewhere();
    }

    private boolean takeTime(@Nullable Object reply) {
        door.synchronizeClock(reply);
        return true;
    }

    /** Cuts the connection: the next one may lead to another server. */
    void giveUp(Throwable cause) {
        Session now = session;
        if (now != null) {
            now.giveUp(cause);
        }
    }

    /** Ends as {@link #close} does, but gives what was not written. */
    List<Request<?>> retire() {
        retired = true;
        return end();
    }

    /** Fails what is under way, and has the thread end; gives that. */
    @Nullable
    Thread stop() {
        end().forEach(request -> request.completeExceptionally(closed()));
        return reader;
    }

    @Override
    public void close() {
        Threads.join(Collections.singletonList(stop()));
    }

    private List<Request<?>> end() {
        closing.countDown();
        List<Request<?>> left = waiting.close();
        Session now = session;
        if (now != null) {
            now.wire().kill();
        }
        return left;
    }
}
