package dev.realtime4j.engine;

import dev.realtime4j.RealtimeConfig;
import dev.realtime4j.RealtimeMetrics;
import dev.realtime4j.spi.Page;
import dev.realtime4j.spi.ReadRequest;
import dev.realtime4j.spi.Transport;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What all parts of one Realtime share. */
final class Core {
    private static final long SWEEP_MILLIS = 15_000;

    private final Transport transport;
    private final RealtimeConfig config;
    private final RealtimeMetrics metrics;
    private final RingBudget budget;
    private final Dispatcher dispatcher;
    private final PendingReads reads;
    private final Map<Hub, Boolean> warm = new ConcurrentHashMap<>();
    private final Looks sweeps;
    private volatile boolean closed;

    Core(Transport transport, RealtimeConfig config) {
        this.transport = transport;
        this.config = config;
        this.metrics = GuardedMetrics.of(config.metrics());
        this.budget = new RingBudget(config.bufferBytes());
        this.dispatcher = new Dispatcher(config.handlerThreads(), metrics);
        this.reads = new PendingReads(dispatcher, config.timeouts().request().toNanos());
        this.sweeps = new Looks(dispatcher, SWEEP_MILLIS, this::sweep, () -> !warm.isEmpty());
    }

    Transport transport() {
        return transport;
    }

    RealtimeConfig config() {
        return config;
    }

    RingBudget budget() {
        return budget;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    RealtimeMetrics metrics() {
        return metrics;
    }

    long millis() {
        return config.clock().millis();
    }

    /** Messages with an older timestamp than this are not shown on a channel any more (Rule R2). */
    long horizon(long maxAgeMillis) {
        return millis() - maxAgeMillis;
    }

    /** Reads from the transport; what it throws fails the stage, which ends soon after the request timeout (Rule F2). */
    CompletionStage<Page> read(String channel, ReadRequest request) {
        try {
            CompletableFuture<Page> answer = transport.read(channel, request).toCompletableFuture();
            expectEnd(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Has what a transport must end fail soon after the request timeout, should it be forgotten. */
    void expectEnd(CompletableFuture<?> answer) {
        if (!answer.isDone()) {
            reads.add(answer);
        }
    }

    /** Reads and waits, at most until a deadline of {@link System#nanoTime}. */
    Page readNow(String channel, ReadRequest request, long deadline) {
        return await(read(channel, request), deadline, "Reading channel \"" + channel + "\"");
    }

    long requestDeadline() {
        return System.nanoTime() + config.timeouts().request().toNanos();
    }

    /** Waits for a stage; every failure becomes an exception that the API documents. */
    static <T> T await(CompletionStage<T> stage, long deadline, String what) {
        try {
            return stage.toCompletableFuture().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.of(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw Failures.timeout(what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(what, e);
        }
    }

    /** Has the messages of a hub that has just got one swept after a while; called under that hub's lock. */
    void warm(Hub hub) {
        warm.put(hub, true);
        sweeps.begin();
    }

    /** A hub has no message any more; called under that hub's lock, so that one which comes then is not forgotten. */
    void cool(Hub hub) {
        warm.remove(hub);
    }

    /** Has messages given up that have been in memory for long. */
    void sweep() {
        warm.keySet().forEach(Hub::sweep);
    }

    void checkOpen() {
        if (closed) {
            throw Failures.closed();
        }
    }

    void closing() {
        closed = true;
    }
}
