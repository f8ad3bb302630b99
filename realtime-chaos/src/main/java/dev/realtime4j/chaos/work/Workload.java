package dev.realtime4j.chaos.work;

import dev.realtime4j.MessageId;
import dev.realtime4j.Retention;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * What is done in a run: on each channel three emitters, two readers that stay, one of them too slow where few messages are
 * kept, and one that comes and goes; on one more channel a message now and then; on each node a walker through history; on
 * one node streams over HTTP, of all channels and of one.
 * About 120 emits a second in all.
 */
public final class Workload {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration EMIT_EVERY = Duration.ofMillis(100);
    /** So seldom that what a fault has hidden is not shown by what comes next. */
    private static final Duration RARELY = Duration.ofSeconds(20);

    private static final String RARE = "rare";
    /** So slow that retention overtakes it within seconds, also where faults leave little time to emit. */
    private static final Duration SLOW = Duration.ofMillis(600);

    /** The retentions of a run, by the start of a channel's name. */
    public static final Map<String, Retention> RETENTIONS = Map.of(
            "many-", new Retention(10_000_000, DAY), "few-", new Retention(20, DAY), RARE, new Retention(1000, DAY));

    /** The channels of a run. */
    public static final List<String> CHANNELS = List.of("many-a", "few-a", "many-b", "few-b", RARE);

    private final List<Node> nodes;
    private final SplittableGenerator random;
    private final Stop stop = new Stop();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> workers = new ArrayList<>();
    private final List<Reader> stayers = new CopyOnWriteArrayList<>();
    private final List<HttpReader> streams = new ArrayList<>();

    /**
     * Prepares the work.
     *
     * @param nodes two or more clients of one store
     * @param random where choices are drawn from
     */
    public Workload(List<Node> nodes, SplittableGenerator random) {
        this.nodes = List.copyOf(nodes);
        this.random = random;
    }

    /** {@return how many messages each channel shows} */
    public static Map<String, Long> shown() {
        Map<String, Long> shown = new LinkedHashMap<>();
        for (String channel : CHANNELS) {
            RETENTIONS.forEach((prefix, retention) -> {
                if (channel.startsWith(prefix)) {
                    shown.put(channel, retention.maxMessages());
                }
            });
        }
        return shown;
    }

    /** Starts it. */
    public void start() {
        for (int i = 0; i < CHANNELS.size(); i++) {
            String channel = CHANNELS.get(i);
            Node one = nodes.get(i % nodes.size());
            Node other = nodes.get((i + 1) % nodes.size());
            stay(one, channel, Duration.ZERO);
            stay(other, channel, channel.startsWith("few-") ? SLOW : Duration.ZERO);
            if (channel.equals(RARE)) {
                run(new Emitter(one, channel, Emitter.Manner.KEYED, RARELY, draw(), stop));
                continue;
            }
            run(new Wanderer(other, channel, draw(), stop));
            run(new Emitter(one, channel, Emitter.Manner.PIPELINED, EMIT_EVERY, draw(), stop));
            run(new Emitter(other, channel, Emitter.Manner.KEYED, EMIT_EVERY, draw(), stop));
            run(new Emitter(other, channel, Emitter.Manner.WAITING, EMIT_EVERY, draw(), stop));
        }
        streams.add(new HttpReader(nodes.get(0), CHANNELS));
        streams.add(new HttpReader(nodes.get(0), List.of("few-a")));
        streams.add(new HttpReader(nodes.get(0), List.of("many-b")));
        streams.forEach(HttpReader::start);
        nodes.forEach(node -> run(new Walker(node, CHANNELS, draw(), stop)));
    }

    private RandomGenerator draw() {
        return random.split();
    }

    private void run(Runnable worker) {
        workers.add(threads.submit(worker));
    }

    private void stay(Node node, String channel, Duration pace) {
        run(() -> {
            Reader reader = null;
            while (reader == null && !stop.isSaid()) {
                reader = Reader.open(node, channel, Reader.Start.LIVE, pace);
            }
            if (reader != null) {
                stayers.add(reader);
            }
        });
    }

    /**
     * Stops all but the readers that stay; returns when every emit is answered.
     *
     * @throws IllegalStateException if a worker failed
     */
    public void stop() {
        stop.say();
        try {
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Lets slow readers hurry. */
    public void hurry() {
        stayers.forEach(Reader::hurry);
    }

    /**
     * Whether all readers that stay have come to the end.
     *
     * @param newest the newest message of each channel
     * @return true if nothing is left to be delivered
     */
    public boolean isRead(Map<String, MessageId> newest) {
        return stayers.stream()
                        .allMatch(reader -> !newest.getOrDefault(reader.channel(), MessageId.BEGINNING)
                                .isAfter(reader.reached()))
                && streams.stream().allMatch(stream -> stream.isAt(newest));
    }

    /** {@return how often streams over HTTP have gone on by the id of their last event, and were given more} */
    public long resumedStreams() {
        return streams.stream().mapToLong(HttpReader::resumed).sum();
    }

    /** Closes the readers that stayed. */
    public void close() {
        streams.forEach(HttpReader::end);
        stayers.forEach(Reader::close);
        threads.shutdownNow();
    }
}
