package dev.realtime4j.chaos;

import dev.realtime4j.MessageId;
import dev.realtime4j.Realtime;
import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeConfig.Timeouts;
import dev.realtime4j.RealtimeException;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.chaos.fault.Backend;
import dev.realtime4j.chaos.fault.Fault;
import dev.realtime4j.chaos.fault.HttpFace;
import dev.realtime4j.chaos.fault.Nemesis;
import dev.realtime4j.chaos.history.Exercise;
import dev.realtime4j.chaos.history.History;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Operation.Limits;
import dev.realtime4j.chaos.history.Recorder;
import dev.realtime4j.chaos.history.Stop;
import dev.realtime4j.chaos.work.Auditor;
import dev.realtime4j.chaos.work.Node;
import dev.realtime4j.chaos.work.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/** One run: work on two nodes under faults, then quiet, then a look at the logs. For one use by one thread. */
public final class Run {
    private static final Limits LIMITS = new Limits(2_000, 10_000, 2_000);
    private static final int NODES = 2;
    /** A broker on a busy machine may answer its first client late. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A round of faults ends by itself: this only bounds a hang of the harness. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

    private final Backend backend;
    private final long seed;
    private final Consumer<String> progress;
    private final Recorder recorder = new Recorder();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Counting> counts = new ArrayList<>();
    private final List<HttpFace> faces = new ArrayList<>();

    /**
     * Prepares a run.
     *
     * @param backend what to work on; not closed
     * @param seed what choices are drawn from: of the faults, their order and length, and of the work; the threads' own
     *     order is not drawn
     * @param progress is told what happens, in lines
     */
    public Run(Backend backend, long seed, Consumer<String> progress) {
        this.backend = backend;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Carries it out.
     *
     * @param length how long there are faults, longer only where each has not struck once by then; the end takes some
     *     seconds more
     * @return all that happened
     * @throws RealtimeException if the backend cannot be reached where no fault is
     */
    public History carryOut(Duration length) {
        recorder.record(
                at -> new Operation.RunBegun(at, backend.name(), seed, LIMITS, Workload.shown(), backend.demanded()));
        Stop end = new Stop();
        new Thread(new Pulse(recorder, end), "pulse").start();
        try {
            workAndLook(length);
        } finally {
            end.say();
        }
        return recorder.history();
    }

    private void workAndLook(Duration length) {
        try (Realtime direct = patiently(() -> backend.connectDirectly(settings(RealtimeMetrics.NONE)))) {
            Auditor auditor = new Auditor(direct);
            SplittableGenerator random = RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom")
                    .create(seed);
            connect();
            Workload workload = new Workload(nodes, random);
            try {
                workload.start();
                torment(auditor, length);
                settle(workload, auditor);
            } finally {
                workload.close();
                faces.forEach(HttpFace::close);
                nodes.forEach(node -> node.realtime().close());
            }
            for (int i = 0; i < NODES; i++) {
                Node node = nodes.get(i);
                counts.get(i).record(node.name(), recorder);
                record(node, Exercise.HANDLER_FAILURES, node.failures().sum());
            }
            record(nodes.get(0), Exercise.HTTP_RESUMES, workload.resumedStreams());
            Workload.CHANNELS.forEach(channel -> {
                var items = auditor.log(channel);
                recorder.record(at -> new Operation.LogRead(at, channel, items));
            });
        }
    }

    private void record(Node node, Exercise what, long count) {
        recorder.record(at -> new Operation.Counted(at, node.name(), what, count));
    }

    private void connect() {
        for (int i = 0; i < NODES; i++) {
            int number = i;
            Counting counting = new Counting();
            counts.add(counting);
            Realtime client = patiently(() -> backend.connect(number, settings(counting)));
            HttpFace face = new HttpFace(client);
            faces.add(face);
            nodes.add(new Node("node-" + (char) ('a' + i), client, face.uri(), recorder, new LongAdder()));
        }
    }

    private static Realtime patiently(Supplier<Realtime> connect) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return connect.get();
            } catch (RealtimeException away) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw away;
                }
            }
        }
    }

    private static UnaryOperator<RealtimeConfig.Builder> settings(RealtimeMetrics metrics) {
        Duration request = Duration.ofMillis(LIMITS.request());
        return builder -> {
            Workload.RETENTIONS.forEach(builder::retention);
            return builder.timeouts(new Timeouts(Duration.ofSeconds(5), request, Duration.ofSeconds(10)))
                    .metrics(metrics);
        };
    }

    private void torment(Auditor auditor, Duration length) {
        Stop stop = new Stop();
        Stop struckOnce = new Stop();
        long begun = System.nanoTime();
        Consumer<String> timed = line ->
                progress.accept(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - begun) / 1e9, line));
        List<Fault> faults = new ArrayList<>(backend.faults(auditor));
        faults.addAll(faces.get(0).faults());
        Nemesis nemesis = new Nemesis(backend, faults, recorder, seed, length, struckOnce, stop, timed);
        CompletableFuture<Void> struck = CompletableFuture.runAsync(
                        nemesis, task -> new Thread(task, "nemesis").start())
                .whenComplete((none, failure) -> {
                    struckOnce.say();
                    stop.say();
                });
        stop.within(length);
        struckOnce.within(LONGEST_ROUND);
        stop.say();
        struck.join();
    }

    /** Ends when all is delivered, or when what is missing can be judged. */
    private void settle(Workload workload, Auditor auditor) {
        progress.accept("settling");
        workload.stop();
        recorder.record(Operation.Settling::new);
        workload.hurry();
        Stop never = new Stop();
        never.within(Duration.ofMillis(LIMITS.request())); // until then what failed as unknown may be stored
        Map<String, MessageId> newest = new HashMap<>();
        Workload.CHANNELS.forEach(channel -> newest.put(channel, auditor.newest(channel)));
        long begun = System.nanoTime();
        long most = Duration.ofMillis(LIMITS.recovery() + LIMITS.grace() + 500).toNanos();
        while (!workload.isRead(newest) && System.nanoTime() - begun < most) {
            never.within(Duration.ofMillis(50));
        }
    }
}
