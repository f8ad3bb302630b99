package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import dev.realtime4j.spi.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A cluster: its masters with our connections to each, and which of them has which slot. A thread of its own asks for that
 * anew whenever a node says that a slot has moved, or does not answer.
 */
final class Cluster implements Topology, Request.Router {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_MILLIS = 15_000;
    /** While a slot is on its way, what is emitted to it is told only at the node that it goes to. */
    private static final Duration RECHECK = Duration.ofSeconds(10);

    private final SlotTellers tellers;
    private final JedisClientConfig config;
    private final List<Script> scripts;
    private final Executor writers;
    private final Duration requestTimeout;
    private final Object liveLock = new Object();
    private final Map<HostAndPort, Node> nodes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Lane> lanes = new AtomicReferenceArray<>(Protocol.CLUSTER_HASHSLOTS);
    /** Lanes that hold something, by their slots. */
    private final Set<Integer> draining = ConcurrentHashMap.newKeySet();
    /** What all lanes hold. */
    private final AtomicLong heldBytes = new AtomicLong();
    /** Reads that wait for another attempt, and since when no attempt makes sense. */
    private final Map<Request<?>, Long> waiting = new ConcurrentHashMap<>();
    /** A permit while the map may be wrong. */
    private final Semaphore changes = new Semaphore(0);

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile SlotMap map = SlotMap.unknown();
    private @Nullable Thread refresher;

    Cluster(
            List<HostAndPort> seeds,
            JedisClientConfig config,
            List<Script> scripts,
            Executor writers,
            Duration requestTimeout) {
        this.tellers = new SlotTellers(seeds, config);
        this.config = config;
        this.scripts = scripts;
        this.writers = writers;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public void start() {
        map = askForMap();
        map.masters().forEach(master -> nodes.put(master, newNode(master)));
        Map<HostAndPort, CompletableFuture<Void>> starts = new HashMap<>();
        nodes.forEach((master, node) -> starts.put(master, CompletableFuture.runAsync(node::start, writers)));
        Map<HostAndPort, RealtimeException> failures = new HashMap<>();
        starts.forEach((master, start) -> {
            try {
                start.join();
            } catch (CompletionException e) {
                failures.put(master, tellers.unreachable(master, e));
            }
        });
        if (failures.size() == starts.size()) {
            throw failures.values().iterator().next();
        }
        failures.keySet().forEach(this::startLater);
        refresher = Threads.start("realtime-redis-cluster", this::keepMap);
    }

    private void startLater(HostAndPort master) {
        Node later = newNode(master);
        Node failed = nodes.put(master, later);
        if (failed != null) {
            failed.close();
        }
        later.launch();
    }

    private Node newNode(HostAndPort master) {
        Door door = new Door(() -> master, master, config, scripts, "cluster");
        return new Node(door, writers, requestTimeout, RECHECK, new Sharding(liveLock, this::refresh));
    }

    /** Those that are connected first: one that has gone without a word takes as long to be asked as it may. */
    private SlotMap askForMap() {
        List<HostAndPort> known = new ArrayList<>();
        nodes.forEach((address, node) -> known.add(node.reads().isConnected() ? 0 : known.size(), address));
        return tellers.ask(known);
    }

    private void keepMap() {
        int fruitless = 0;
        while (closing.getCount() > 0) {
            try {
                boolean asked = changes.tryAcquire(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
                int more = changes.drainPermits();
                LOG.trace("Asking for the slots: {} {}", asked, more);
                SlotMap before = map;
                adopt(askForMap());
                fruitless = asked && map.agreesWith(before) ? fruitless + 1 : 0;
            } catch (RealtimeException away) {
                LOG.debug("No node of the Redis cluster tells its slots: {}", away.getMessage());
                fruitless++;
                refresh();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("Looking after the Redis cluster has failed and will be tried again", e);
                refresh();
            }
            Backoff.await(closing, PAUSE);
            if (fruitless > 0) {
                Backoff.await(closing, fruitless);
            }
        }
    }

    /** The map may be wrong: has it asked for anew. */
    private void refresh() {
        if (changes.availablePermits() == 0) {
            changes.release();
        }
    }

    private void adopt(SlotMap now) {
        Set<HostAndPort> masters = now.masters();
        for (HostAndPort master : masters) {
            if (!nodes.containsKey(master) && closing.getCount() > 0) {
                LOG.info("Redis cluster: {} has slots", master);
                Node node = newNode(master);
                nodes.put(master, node);
                node.launch();
            }
        }
        map = now;
        List<Node> retired = new ArrayList<>();
        nodes.forEach((address, node) -> {
            if (!masters.contains(address)) {
                retired.add(node);
            }
        });
        nodes.keySet().retainAll(masters);
        nodes.forEach((address, node) -> rehome(node, address));
        for (Node node : retired) {
            LOG.info("Redis cluster: {} has no slots any more", node.address());
            rehome(node, null);
            var unused = node.live().stop();
            // What was written fails, since nobody knows; what was not goes elsewhere.
            for (Request<?> unsent : node.emits().retire()) {
                takeBack(unsent, null, System.nanoTime());
            }
            for (Request<?> unsent : node.reads().retire()) {
                readAgain(unsent);
            }
        }
    }

    /** Moves the topics that a node does not have any more to where they are now. */
    private void rehome(Node node, @Nullable HostAndPort address) {
        List<Topic> misplaced = node.live().misplaced(name -> {
            HostAndPort master = map.master(slot(name));
            return address != null && (master == null || master.equals(address));
        });
        for (Topic topic : misplaced) {
            place(slot(topic.name())).live().adopt(topic);
        }
    }

    /** Where to listen: a node that does not have the slot says so, and so it is tried again when the slots are known. */
    private Node place(int slot) {
        Node owner = owner(slot);
        return owner == null ? nodes.values().iterator().next() : owner;
    }

    private static int slot(String stream) {
        return JedisClusterCRC16.getSlot(stream);
    }

    private @Nullable Node owner(int slot) {
        HostAndPort master = map.master(slot);
        return master == null ? null : nodes.get(master);
    }

    private Lane lane(int slot) {
        Lane lane = lanes.get(slot);
        while (lane == null) {
            lanes.compareAndSet(slot, null, new Lane(heldBytes));
            lane = lanes.get(slot);
        }
        return lane;
    }

    @Override
    public ServerClock clock(String stream) {
        return place(slot(stream)).clock();
    }

    @Override
    public void emit(String stream, Request<?> request) {
        int slot = slot(stream);
        request.setRouter(this, stream);
        Node node = lane(slot).enter(request, owner(slot));
        if (node != null) {
            node.emits().send(request);
        } else {
            draining.add(slot);
            release(slot);
            if (heldBytes.get() > RequestQueue.MOST_BYTES && lane(slot).withdraw(request)) {
                failUnsent(request, RequestQueue.tooMuch("the Redis cluster"));
            }
        }
    }

    @Override
    public void read(PageRequest request) {
        request.setRouter(this, request.stream());
        Node owner = owner(slot(request.stream()));
        if (owner == null) {
            waiting.put(request, System.nanoTime() + RETRY);
        } else {
            owner.reads().send(request);
        }
    }

    /** From threads of our own, which look after all nodes: none of them waits for one. */
    private void readAgain(Request<?> request) {
        request.setAsking(false);
        Node owner = owner(slot(request.place()));
        if (owner == null) {
            waiting.put(request, nextAttempt(request, System.nanoTime()));
        } else {
            owner.reads().sendElsewhere(request);
        }
    }

    @Override
    public boolean takesBack(Request<?> request, JedisDataException error) {
        long now = System.nanoTime();
        if (request.isLate(now) || closing.getCount() == 0) {
            return false;
        }
        Node asked = null;
        long retryAt = nextAttempt(request, now);
        if (error instanceof JedisAskDataException ask) {
            asked = nodes.get(ask.getTargetNode());
            if (asked == null) {
                refresh(); // it may have its first slots since
            } else {
                retryAt = now;
            }
        } else if (error instanceof JedisMovedDataException moved) {
            refresh();
            HostAndPort target = moved.getTargetNode();
            // Until the map says the same.
            retryAt = target.equals(map.master(moved.getSlot())) ? now : retryAt;
        } else if (Failures.isPassing(error)) {
            refresh();
        } else {
            return false;
        }
        takeBack(request, asked, retryAt);
        return true;
    }

    /** The longer a request has been under way, the longer it waits: nothing is flooded with what it refuses (Rule F2). */
    private long nextAttempt(Request<?> request, long now) {
        long age = now - (request.deadline() - RedisTransport.timeoutNanos(requestTimeout));
        return now + Math.max(RETRY, Math.min(LONGEST_RETRY, age));
    }

    private void takeBack(Request<?> request, @Nullable Node asked, long retryAt) {
        if (request.changes()) {
            int slot = slot(request.place());
            lane(slot).back(request, asked, retryAt);
            draining.add(slot);
            release(slot);
        } else if (asked != null) {
            request.setAsking(true);
            asked.reads().sendElsewhere(request);
        } else {
            waiting.put(request, retryAt);
        }
    }

    @Override
    public void settled(Request<?> request, boolean sent) {
        if (request.changes()) {
            int slot = slot(request.place());
            for (Request<?> overtaken : lane(slot).settled(request, sent)) {
                failUnsent(overtaken, "its slot has moved while a later message to it was stored");
            }
            if (draining.contains(slot)) {
                release(slot);
            }
        }
    }

    private static void failUnsent(Request<?> request, String reason) {
        request.completeExceptionally(request.unanswered(new RealtimeException(reason, null, true), false));
    }

    private void release(int slot) {
        Lane lane = lane(slot);
        if (lane.release(owner(slot), System.nanoTime())) {
            draining.remove(slot);
            if (lane.isDraining()) { // something was held meanwhile
                draining.add(slot);
            }
        }
    }

    @Override
    public Listener listen(String topic, Sink sink) {
        synchronized (liveLock) { // where a node leaves, what is followed there is taken away from it once
            return place(slot(topic)).live().listen(topic, sink);
        }
    }

    @Override
    public @Nullable Topic topic(String name) {
        Node owner = owner(slot(name));
        return owner == null ? null : owner.live().topic(name);
    }

    @Override
    public @Nullable Throwable lost(String topic) {
        return place(slot(topic)).live().lost(topic);
    }

    @Override
    public void tick() {
        long now = System.nanoTime();
        for (Node node : nodes.values()) {
            node.tick();
            if (!node.emits().isConnected()) {
                refresh();
            }
        }
        for (int slot : draining) {
            for (Request<?> late : lane(slot).late(now)) {
                failUnsent(late, "no node of the Redis cluster takes its slot");
            }
            release(slot);
        }
        waiting.forEach((request, retryAt) -> {
            boolean late = request.isLate(now);
            if ((late || now - retryAt >= 0) && waiting.remove(request, retryAt)) {
                if (late) {
                    failUnsent(request, "no node of the Redis cluster has its slot");
                } else {
                    readAgain(request);
                }
            }
        });
    }

    @Override
    public void close() {
        closing.countDown();
        if (refresher != null) {
            refresher.interrupt();
            Threads.join(List.of(refresher)); // it may be about to connect to more
        }
        Threads.join(
                nodes.values().stream().flatMap(node -> node.stop().stream()).toList());
        for (int slot : draining) {
            lane(slot).clear().forEach(request -> request.completeExceptionally(Pipeline.closed()));
        }
        waiting.keySet().forEach(request -> request.completeExceptionally(Pipeline.closed()));
    }
}
