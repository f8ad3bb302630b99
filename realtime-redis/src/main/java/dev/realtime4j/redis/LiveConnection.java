package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to any number of pub/sub channels of one server over one connection, and makes a new one when that is lost.
 *
 * <p>One thread reads what the server says, calls the sinks, and connects anew. A ping shows whether the server is still
 * there. Safe for any threads.
 */
final class LiveConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConnection.class);
    private static final long PING = TimeUnit.SECONDS.toNanos(3);
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(9);

    private final String name;
    private final Door door;
    private final Executor writers;
    private final Duration recheck;
    private final @Nullable Sharding sharding;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Guards all that follows and the topics, never during I/O or a call of a sink. */
    private final Object lock;

    private final Map<String, Topic> topics = new HashMap<>();
    private final Strays strays = new Strays();
    private @Nullable LiveLink link;
    private long pinged = System.nanoTime() - PING;

    private volatile Throwable lost = new RealtimeException("There is no connection yet", null, true);
    private volatile long heard = System.nanoTime();
    private volatile @Nullable Thread reader;

    /**
     * Makes a connection that is not there yet.
     *
     * @param recheck what listeners say of how much can be lost unnoticed
     * @param sharding null for a server that has all channels
     */
    LiveConnection(String name, Door door, Executor writers, Duration recheck, @Nullable Sharding sharding) {
        this.name = name;
        this.door = door;
        this.writers = writers;
        this.recheck = recheck;
        this.sharding = sharding;
        this.lock = sharding == null ? new Object() : sharding.lock();
    }

    /**
     * Connects for the first time, and keeps connected from then on.
     *
     * @throws RealtimeException if the server cannot be reached or refuses
     */
    void start() {
        Wire first = door.open();
        reader = Threads.start(name, () -> run(first));
    }

    /** Connects as soon as that is possible. */
    void launch() {
        reader = Threads.start(name, () -> run(reconnect()));
    }

    /** A topic that is listened to; null if nobody does. */
    @Nullable
    Topic topic(String name) {
        synchronized (lock) {
            return topics.get(name);
        }
    }

    /** Starts to listen; the listener stands when the server has confirmed. Never blocks. */
    Listener listen(String name, Sink sink) {
        Listener listener;
        synchronized (lock) {
            Topic topic = topics.computeIfAbsent(name, made -> new Topic(made, this));
            listener = new Listener(this, topic, sink, recheck);
            topic.join(listener);
            wish(Wish.of(topic, listener));
        }
        if (closing.getCount() == 0) {
            listener.standing().completeExceptionally(Pipeline.closed());
        }
        return listener;
    }

    /** Lets a listener go, wherever its topic is now. */
    void leave(Listener listener) {
        synchronized (lock) {
            Topic topic = listener.topic();
            LiveConnection place = topic.connection();
            if (topic.leave(listener)) {
                place.topics.remove(topic.name(), topic);
                place.strays.remove(topic);
                place.wish(Wish.end(topic));
            }
        }
    }

    /** Under the lock. While there is no connection nothing has to be wished: the next one subscribes to all there is. */
    private void wish(Wish wish) {
        if (link != null) {
            link.wish(wish);
        }
    }

    /** Why a topic is not listened to, for who has waited for that: there is no connection, or the server refuses it. */
    @Nullable
    Throwable lost(String name) {
        synchronized (lock) {
            Topic topic = topics.get(name);
            return link == null ? lost : topic == null ? null : topic.refusal();
        }
    }

    private void run(@Nullable Wire first) {
        Wire wire = first;
        int brief = 0;
        while (wire != null) {
            LiveLink now = new LiveLink(wire, lock, writers, sharding != null);
            heard = now.since();
            synchronized (lock) {
                link = now;
                strays.clear();
                topics.values().forEach(topic -> wish(Wish.of(topic, null)));
            }
            if (closing.getCount() == 0) {
                wire.kill();
            }
            Throwable cause = listen(now);
            wire.kill();
            interrupted(cause);
            brief = Backoff.afterLoss(closing, now.since(), brief);
            wire = reconnect();
        }
    }

    private Throwable listen(LiveLink now) {
        try {
            now.wire().setSoTimeout(0); // the ping shows whether the server is there
            while (true) {
                Object said = now.wire().read();
                heard = System.nanoTime();
                if (said instanceof JedisDataException error) {
                    if (refused(now, error)) {
                        return error;
                    }
                } else if (said instanceof List<?> parts && parts.size() == 3) {
                    heed(now, parts.get(0), parts.get(1), parts.get(2));
                } else if (!Replies.isPong(said)) {
                    return new RealtimeException("it says what it was not asked: " + Replies.text(said), null, true);
                }
            }
        } catch (JedisException e) {
            return e;
        } catch (RuntimeException | Error fault) {
            LOG.error("What Redis at {} tells cannot be taken: connecting anew", door.address(), fault);
            return fault;
        }
    }

    /** What was published comes as bytes, after its channel; all else is told with a number. */
    private void heed(LiveLink now, @Nullable Object kind, @Nullable Object channel, @Nullable Object content) {
        if (content instanceof byte[] payload) {
            Topic topic;
            synchronized (lock) {
                topic = topics.get(Replies.text(channel));
            }
            if (topic != null) {
                topic.told(payload);
            }
            return;
        }
        switch (Replies.text(kind)) {
            case "subscribe", "ssubscribe" -> {
                List<Listener> standing = List.of();
                synchronized (lock) {
                    Wish wish = now.confirm(true, Replies.text(channel));
                    if (wish != null && topics.get(wish.topic().name()) == wish.topic()) {
                        standing = wish.topic().admit(wish.listener());
                    }
                }
                standing.forEach(Listener::stands);
            }
            case "unsubscribe", "sunsubscribe" -> {
                Topic stray = null;
                synchronized (lock) {
                    if (now.confirm(false, Replies.text(channel)) == null) {
                        stray = topics.get(Replies.text(channel));
                    }
                }
                if (stray != null) {
                    astray(stray, new RealtimeException("its slot has moved to another node", null, true));
                }
            }
            default -> LOG.trace("Redis says {}", Replies.text(kind));
        }
    }

    /** Takes an error; true if it passes, and so is to be put right by connecting and subscribing anew. */
    private boolean refused(LiveLink now, JedisDataException error) {
        boolean elsewhere = sharding != null && Failures.isPassing(error);
        if (!elsewhere && Failures.isRetryable(error)) {
            return true;
        }
        Wish wish;
        boolean first;
        List<Listener> waiting;
        synchronized (lock) {
            wish = now.refused();
            if (wish == null || !wish.listen()) {
                return false;
            }
            first = strays.isEmpty();
            stray(wish.topic(), error);
            waiting = wish.topic().everyone();
        }
        if (elsewhere) {
            astray(wish.topic(), error);
            return false;
        }
        if (first) { // one warning for all that are tried again together
            LOG.warn("Redis at {} refuses a subscription: {}", door.address(), error.getMessage());
        }
        RealtimeException failure = Failures.request("Listening", error);
        waiting.forEach(listener -> listener.standing().completeExceptionally(failure));
        return false;
    }

    /** Under the lock. Who has waited for it may have left meanwhile. */
    private void stray(Topic topic, Throwable cause) {
        if (topics.get(topic.name()) == topic) {
            strays.add(topic);
            topic.setRefusal(cause);
        }
    }

    private void astray(Topic topic, Throwable cause) {
        List<Listener> stood;
        synchronized (lock) {
            stray(topic, cause);
            stood = List.copyOf(topic.listeners());
        }
        stood.forEach(listener -> listener.interrupted(cause));
        if (sharding != null) {
            sharding.moved().run();
        }
    }

    /** Gives up the topics that do not belong to this server (any more), and tries those again that do and are astray. */
    List<Topic> misplaced(Predicate<String> belongs) {
        List<Topic> away = new ArrayList<>();
        List<Listener> stood = new ArrayList<>();
        synchronized (lock) {
            for (Topic topic : List.copyOf(topics.values())) {
                if (!belongs.test(topic.name())) {
                    topics.remove(topic.name());
                    strays.remove(topic);
                    wish(Wish.end(topic));
                    away.add(topic);
                    stood.addAll(topic.listeners());
                }
            }
            strays.take().forEach(topic -> wish(Wish.of(topic, null)));
        }
        RealtimeException moved = new RealtimeException("its slot has moved to another node", null, true);
        stood.forEach(listener -> listener.interrupted(moved));
        return away;
    }

    /** Takes a topic from another connection. */
    void adopt(Topic topic) {
        synchronized (lock) {
            if (topic.everyone().isEmpty()) {
                return; // all have left meanwhile
            }
            Topic there = topics.get(topic.name());
            if (there == null) {
                topics.put(topic.name(), topic);
                topic.setConnection(this);
                wish(Wish.of(topic, null));
            } else {
                there.take(topic);
                wish(Wish.of(there, null));
            }
        }
    }

    private void interrupted(Throwable cause) {
        lost = cause;
        List<Listener> stood = new ArrayList<>();
        synchronized (lock) {
            link = null;
            topics.values().forEach(topic -> stood.addAll(topic.listeners()));
        }
        if (closing.getCount() > 0) {
            LOG.warn("Listening at Redis {} is interrupted: {}", door.address(), cause.toString());
            stood.forEach(listener -> listener.interrupted(cause));
        }
    }

    private @Nullable Wire reconnect() {
        for (int attempt = 0; closing.getCount() > 0; attempt++) {
            try {
                return door.open();
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

    /** To be called every now and then: pings, tries again, and ends a connection on which nothing was heard for long. */
    void tick() {
        LiveLink now;
        long time = System.nanoTime();
        long quiet = time - heard;
        synchronized (lock) {
            now = link;
            if (now != null) {
                boolean ping = quiet >= PING && time - pinged >= PING;
                pinged = ping ? time : pinged;
                now.tick(ping);
            }
            strays.takeDue(time).forEach(topic -> wish(Wish.of(topic, null)));
        }
        if (now != null && quiet >= SILENCE) {
            now.wire().kill();
        }
    }

    /** Cuts the connection: the next one may lead to another server. */
    void giveUp() {
        LiveLink now;
        synchronized (lock) {
            now = link;
        }
        if (now != null) {
            now.wire().kill();
        }
    }

    /** Ends all listening, and has the thread end; gives that. No sink is called after this has returned. */
    @Nullable
    Thread stop() {
        closing.countDown();
        List<Listener> left = new ArrayList<>();
        synchronized (lock) {
            topics.values().forEach(topic -> left.addAll(topic.everyone()));
        }
        for (Listener listener : left) {
            listener.standing().completeExceptionally(Pipeline.closed());
            listener.close();
        }
        giveUp();
        return reader;
    }

    @Override
    public void close() {
        Threads.join(Collections.singletonList(stop()));
    }
}
