package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to any number of pub/sub channels of one server over one connection, and makes a new one when that is lost.
 *
 * <p>One thread reads what the server says, calls the sinks, and connects anew. Subscriptions are written by another one, in
 * batches and in the order in which they are asked for. A ping shows whether the server is still there.
 *
 * <p>Safe for any threads.
 */
final class LiveConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConnection.class);
    private static final int BATCH = 1000;
    private static final long PING = TimeUnit.SECONDS.toNanos(3);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(9);
    /** More than two clocks that were compared can differ by, less than a server needs to come back. */
    private static final long INACCURACY_MILLIS = 20;

    private final String name;
    private final Door door;
    private final Executor writers;
    private final Duration recheck;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Guards all that follows and the topics, never during I/O or a call of a sink. */
    private final Object lock = new Object();

    private final Map<String, Topic> topics = new HashMap<>();
    private final ArrayDeque<Wish> wishes = new ArrayDeque<>();
    private boolean writing;
    private boolean pingDue;
    private long pinged = System.nanoTime() - PING;
    private @Nullable Link link;

    private volatile Throwable lost = new RealtimeException("There is no connection yet", null, true);
    private volatile long heard = System.nanoTime();
    private @Nullable Thread reader;

    /**
     * A subscription to be made or ended.
     *
     * @param listener for whom it is made, since each listener waits for a confirmation of its own: what it is told after
     *     that was published after it came; null stands for all listeners of the topic
     * @param alone whether it needs a command of its own
     */
    private record Wish(Topic topic, @Nullable Listener listener, boolean listen, boolean alone) {
        boolean goesWith(Wish other) {
            return listen == other.listen && !alone && !other.alone;
        }
    }

    /** A connection, and the commands on it that the server has not confirmed in full. */
    private static final class Link {
        final Wire wire;
        final ArrayDeque<List<Wish>> unconfirmed = new ArrayDeque<>();
        int confirmed;

        Link(Wire wire) {
            this.wire = wire;
        }
    }

    LiveConnection(String name, Door door, Executor writers, Duration recheck) {
        this.name = name;
        this.door = door;
        this.writers = writers;
        this.recheck = recheck;
    }

    /**
     * Connects for the first time, and keeps connected from then on.
     *
     * @throws RealtimeException if the server cannot be reached or refuses
     */
    void start() {
        Wire first = door.open();
        Thread thread = new Thread(() -> run(first), name);
        thread.setDaemon(true);
        reader = thread;
        thread.start();
    }

    /** Starts to listen; the listener stands when the server has confirmed. Never blocks. */
    Listener listen(String stream, Sink sink) {
        Listener listener;
        synchronized (lock) {
            Topic topic = topics.computeIfAbsent(stream, name -> new Topic(name, this));
            listener = new Listener(topic, sink, recheck);
            topic.join(listener);
            wish(new Wish(topic, listener, true, false));
        }
        if (closing.getCount() == 0) {
            listener.standing().completeExceptionally(Pipeline.closed());
        }
        return listener;
    }

    void remove(Topic topic, Listener listener) {
        synchronized (lock) {
            if (topic.leave(listener)) {
                topics.remove(topic.name(), topic);
                wish(new Wish(topic, null, false, false));
            }
        }
    }

    /** Why there is no connection, for who has waited for one. */
    Throwable lost() {
        return lost;
    }

    /** Up to which id, as a server's time in ms, a channel's log is that of before the last interruption; 0 if unknown. */
    long commonUntil(String stream) {
        synchronized (lock) {
            Topic topic = topics.get(stream);
            return topic == null ? 0 : topic.commonUntil();
        }
    }

    /** Under the lock. While there is no connection nothing has to be wished: the next one subscribes to all there is. */
    private void wish(Wish wish) {
        if (link != null) {
            wishes.add(wish);
            writeSoon();
        }
    }

    /** Under the lock. */
    private void writeSoon() {
        if (!writing) {
            writing = true;
            try {
                writers.execute(this::write);
            } catch (RejectedExecutionException closed) {
                writing = false;
            }
        }
    }

    private void write() {
        while (true) {
            Link now;
            boolean ping;
            List<Wish> batch = new ArrayList<>();
            synchronized (lock) {
                now = link;
                ping = pingDue;
                pingDue = false;
                Wish next = now == null ? null : wishes.peek();
                if (now == null || (next == null && !ping)) {
                    writing = false;
                    return;
                }
                while (next != null
                        && batch.size() < BATCH
                        && (batch.isEmpty() || batch.get(0).goesWith(next))) {
                    batch.add(wishes.remove());
                    next = wishes.peek();
                }
                if (!batch.isEmpty() && batch.get(0).listen) {
                    now.unconfirmed.add(batch);
                }
            }
            try {
                if (!batch.isEmpty()) {
                    CommandArguments command =
                            new CommandArguments(batch.get(0).listen ? Command.SUBSCRIBE : Command.UNSUBSCRIBE);
                    batch.forEach(wish -> command.add(wish.topic.name()));
                    now.wire.write(command);
                }
                if (ping) {
                    now.wire.write(new CommandArguments(Command.PING));
                }
                now.wire.send();
            } catch (JedisException broken) {
                now.wire.kill();
            }
        }
    }

    private void run(Wire first) {
        Wire wire = first;
        while (wire != null) {
            Link now = new Link(wire);
            heard = System.nanoTime();
            synchronized (lock) {
                link = now;
                wishes.clear();
                topics.values().forEach(topic -> wishes.add(new Wish(topic, null, true, false)));
                writeSoon();
            }
            if (closing.getCount() == 0) {
                wire.kill();
            }
            Throwable cause = listen(now);
            wire.kill();
            interrupted(cause);
            wire = reconnect();
        }
    }

    private Throwable listen(Link now) {
        try {
            while (true) {
                Object said = now.wire.read();
                heard = System.nanoTime();
                if (said instanceof JedisDataException error) {
                    refused(now, error);
                } else if (said instanceof List<?> parts && parts.size() == 3) {
                    heed(now, parts);
                }
            }
        } catch (JedisException e) {
            return e;
        }
    }

    private void heed(Link now, List<?> parts) {
        String kind = Replies.text(parts.get(0));
        if (kind.equals("message") && parts.get(2) instanceof byte[] payload) {
            Topic topic;
            synchronized (lock) {
                topic = topics.get(Replies.text(parts.get(1)));
            }
            if (topic != null) {
                topic.told(payload);
            }
        } else if (kind.equals("subscribe")) {
            List<Listener> standing;
            synchronized (lock) {
                standing = confirm(now);
            }
            standing.forEach(Listener::stands);
        }
    }

    /** Under the lock: who stands now. The server confirms in the order of the commands. */
    private static List<Listener> confirm(Link now) {
        List<Wish> batch = now.unconfirmed.peek();
        if (batch == null) {
            return List.of();
        }
        Wish wish = batch.get(now.confirmed++);
        if (now.confirmed == batch.size()) {
            now.unconfirmed.remove();
            now.confirmed = 0;
        }
        return wish.topic.admit(wish.listener);
    }

    /** A command was refused as a whole; one topic at a time shows which of them the server means. */
    private void refused(Link now, JedisDataException error) {
        List<Listener> refused;
        synchronized (lock) {
            List<Wish> batch = now.unconfirmed.poll();
            now.confirmed = 0;
            if (batch == null) {
                return;
            }
            if (batch.size() > 1) {
                batch.forEach(wish -> wishes.add(new Wish(wish.topic, wish.listener, true, true)));
                writeSoon();
                return;
            }
            refused = batch.get(0).topic.everyone();
        }
        LOG.warn("Redis at {} refuses a subscription: {}", door.address(), error.getMessage());
        RealtimeException failure = Failures.request("Listening", error);
        refused.forEach(listener -> listener.standing().completeExceptionally(failure));
    }

    private void interrupted(Throwable cause) {
        lost = cause;
        List<Listener> stood = new ArrayList<>();
        synchronized (lock) {
            link = null;
            wishes.clear();
            topics.values().forEach(topic -> stood.addAll(topic.listeners()));
        }
        if (closing.getCount() > 0) {
            LOG.warn("Listening at Redis {} is interrupted: {}", door.address(), cause.toString());
            stood.forEach(listener -> listener.interrupted(cause));
        }
    }

    private @Nullable Wire reconnect() {
        long alive = heard;
        for (int attempt = 0; closing.getCount() > 0; attempt++) {
            try {
                Wire made = door.open();
                noteInterruption(alive);
                return made;
            } catch (RealtimeException e) {
                lost = e;
                LOG.debug("Attempt {} to listen at Redis fails: {}", attempt, e.getMessage());
            }
            if (Backoff.await(closing, attempt)) {
                break;
            }
        }
        return null;
    }

    /**
     * What was stored before the server was last heard is in the log of before the interruption, whatever has become of the
     * server since. Reckoned back from the time it has now, in case its clock has changed.
     */
    private void noteInterruption(long alive) {
        long until = door.clock().now() + INACCURACY_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - alive);
        synchronized (lock) {
            topics.values().forEach(topic -> topic.setCommonUntil(until));
        }
    }

    /** To be called every now and then: pings, and ends a connection on which nothing was heard for long. */
    void tick() {
        Link now;
        long time = System.nanoTime();
        long quiet = time - heard;
        synchronized (lock) {
            now = link;
            if (now != null && quiet >= PING && time - pinged >= PING) {
                pinged = time;
                pingDue = true;
                writeSoon();
            }
        }
        if (now != null && quiet >= SILENCE) {
            now.wire.kill();
        }
    }

    /** Ends all listening; no sink is called after this has returned. */
    @Override
    public void close() {
        closing.countDown();
        List<Listener> left = new ArrayList<>();
        Link now;
        synchronized (lock) {
            now = link;
            topics.values().forEach(topic -> left.addAll(topic.everyone()));
        }
        for (Listener listener : left) {
            listener.standing().completeExceptionally(Pipeline.closed());
            listener.close();
        }
        if (now != null) {
            now.wire.kill();
        }
        Backoff.join(reader);
    }
}
