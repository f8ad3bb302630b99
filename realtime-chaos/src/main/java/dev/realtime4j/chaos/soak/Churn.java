package dev.realtime4j.chaos.soak;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.EventType;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.Retention;
import dev.realtime4j.Subscription;
import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.HttpFace;
import dev.realtime4j.chaos.history.Stop;
import dev.realtime4j.tck.broker.FaultyLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Two nodes on 1,000 channels: emitters and readers that stay, and subscriptions, streams over HTTP, clients and connections
 * that come and go. Used by one thread; its own threads do the work.
 */
final class Churn implements AutoCloseable {
    static final EventType<Long> NUMBER = EventType.of("soak.number", Long.class);

    static final int CHANNELS = 1_000;
    private static final int NODES = 2;
    private static final int EMITTERS = 2;
    private static final int VISITORS = 2;
    /** Each so many channels one has a reader on each node that stays. */
    private static final int STAYS = 5;
    /** Little, so that a log is as full as it gets before the warm-up of half an hour ends; Kafka goes by age alone. */
    private static final Retention RETENTION = new Retention(20, Duration.ofMinutes(2));

    private static final Duration EMIT = Duration.ofMillis(4);
    private static final Duration VISIT = Duration.ofMillis(20);
    private static final Duration STREAM = Duration.ofMillis(100);
    private static final Duration CLIENT = Duration.ofSeconds(1);
    private static final Duration CUT = Duration.ofSeconds(10);
    private static final long FIRST_MILLIS = 2_000;
    private static final int MOST_FAULTS = 20;

    private final Backend backend;
    private final List<Realtime> nodes = new ArrayList<>();
    private final HttpFace http;
    private final Stop stop = new Stop();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> counts = new LinkedHashMap<>();
    private final LongAdder received = count("messages received");
    private final LongAdder emitted = count("messages emitted");
    private final LongAdder repeated = count("emits repeated after a failure");
    private final LongAdder subscribed = count("subscriptions opened and closed");
    private final LongAdder streamed = count("HTTP streams opened and closed");
    private final LongAdder connected = count("clients connected and closed");
    private final LongAdder cut = count("times that all connections were cut");
    private final LongAdder failed = count("calls that failed because of a cut");

    /** One thing that a thread does again and again. */
    private interface Task {
        void run() throws Exception;
    }

    /**
     * Begins.
     *
     * @param backend what to work on; not closed
     */
    Churn(Backend backend) {
        this.backend = backend;
        for (int i = 0; i < NODES; i++) {
            nodes.add(connect(i));
        }
        http = new HttpFace(nodes.get(0));
        for (int i = 0; i < CHANNELS; i += STAYS) {
            for (Realtime node : nodes) {
                subscribe(node, channel(i));
            }
        }
        for (int i = 0; i < EMITTERS; i++) {
            Numbers numbers = new Numbers(i);
            start("emitter", EMIT, numbers::emit);
        }
        for (int i = 0; i < VISITORS; i++) {
            start("visitor", VISIT, this::visit);
        }
        StreamVisitor visitor = new StreamVisitor(http.uri());
        start("stream", STREAM, () -> streamed.add(visitor.visit(channel(any()), channel(any()), channel(any()))));
        start("client", CLIENT, this::comeAndGo);
        if (!backend.links().isEmpty()) {
            start("cutter", CUT, this::cutAll);
        }
    }

    private LongAdder count(String what) {
        return counts.computeIfAbsent(what, each -> new LongAdder());
    }

    private Realtime connect(int node) {
        return backend.connect(node, (RealtimeConfig.Builder settings) -> settings.retention(RETENTION));
    }

    private static String channel(int index) {
        return "soak-" + index;
    }

    private static int any() {
        return ThreadLocalRandom.current().nextInt(CHANNELS);
    }

    private void start(String name, Duration pause, Task task) {
        Thread thread = new Thread(() -> repeat(name, pause, task), "soak-" + name);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, Duration pause, Task task) {
        while (!stop.within(pause)) {
            try {
                task.run();
            } catch (RealtimeException cutOff) {
                failed.increment();
            } catch (Exception e) {
                fault(name + ": " + e);
            }
        }
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS && !stop.isSaid()) {
            faults.add(what);
        }
    }

    private Tally subscribe(Realtime node, String channel) {
        Tally tally = new Tally(channel, received, this::fault);
        node.channel(channel).subscribe(tally::listen);
        return tally;
    }

    /** The channels of one emitter, which numbers their messages, so that the order is that of the numbers. */
    private final class Numbers {
        private final int own;
        private final long[] next = new long[CHANNELS];

        private Numbers(int own) {
            this.own = own;
        }

        private void emit() {
            int channel = any() / EMITTERS * EMITTERS + own;
            long number = next[channel]++;
            Emission emission =
                    Emission.of(channel(channel), NUMBER.name(), number).withKey(Long.toString(number));
            while (!emitted(emission)) {
                repeated.increment();
                if (stop.within(VISIT)) {
                    return;
                }
            }
            emitted.increment();
        }

        private boolean emitted(Emission emission) {
            try {
                nodes.get(own % NODES).emitAsync(emission).join();
                return true;
            } catch (CompletionException failure) {
                if (failure.getCause() instanceof EmitException) {
                    return false;
                }
                throw failure;
            }
        }
    }

    /** Reads the newest of a channel and what comes next, and leaves. */
    private void visit() throws InterruptedException {
        String channel = channel(any());
        Tally tally = new Tally(channel, received, this::fault);
        Realtime node = nodes.get(ThreadLocalRandom.current().nextInt(NODES));
        Subscription subscription = node.channel(channel).subscribe(options -> {
            options.replayLatest(3);
            tally.listen(options);
        });
        try {
            tally.awaitFirst(FIRST_MILLIS);
        } finally {
            subscription.close();
        }
        subscribed.increment();
    }

    private void comeAndGo() {
        try (Realtime client = connect(NODES - 1)) {
            subscribe(client, channel(any()));
            connected.increment();
        }
    }

    private void cutAll() {
        backend.links().forEach(FaultyLink::cut);
        cut.increment();
    }

    /** What has been done by now, in lines. */
    List<String> counts() {
        return counts.entrySet().stream()
                .map(entry ->
                        String.format(Locale.ROOT, "%,12d  %s", entry.getValue().sum(), entry.getKey()))
                .toList();
    }

    /** Whether each kind of coming and going has happened; failures need not, nor cuts where there is nothing to cut. */
    boolean hasDoneAll() {
        return List.of(received, emitted, subscribed, streamed, connected).stream()
                        .allMatch(each -> each.sum() > 0)
                && (cut.sum() > 0 || backend.links().isEmpty());
    }

    /** What must not have happened: at most 20. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        stop.say();
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        http.close();
        nodes.forEach(Realtime::close);
    }
}
