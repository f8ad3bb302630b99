package dev.realtime4j.chaos.work;

import dev.realtime4j.Emission;
import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import dev.realtime4j.chaos.history.Operation;
import dev.realtime4j.chaos.history.Stop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Emits to one channel at a bounded rate until it is told to stop, by one thread. */
final class Emitter implements Runnable {
    private static final String EVENT = "chaos.message";
    private static final int MOST_PENDING = 16;
    private static final Duration RETRIES = Duration.ofSeconds(60); // well within the two minutes of a key

    /** How it emits. */
    enum Manner {
        /** One after the other, each waited for, none repeated. */
        WAITING,
        /** Without waiting, none repeated. */
        PIPELINED,
        /** One after the other, each with a key and repeated until it is acknowledged. */
        KEYED
    }

    private final Node node;
    private final String channel;
    private final Manner manner;
    private final String name;
    private final Duration pause;
    private final RandomGenerator random;
    private final Stop stop;
    private volatile @Nullable Throwable unexpected;
    private final Semaphore pending = new Semaphore(MOST_PENDING);

    Emitter(Node node, String channel, Manner manner, Duration pause, RandomGenerator random, Stop stop) {
        this.node = node;
        this.channel = channel;
        this.manner = manner;
        this.name = node.name() + "/" + channel + "/" + manner;
        this.pause = pause;
        this.random = random;
        this.stop = stop;
    }

    @Override
    public void run() {
        for (long n = 1; !stop.within(drawn()); n++) {
            String value = name + "/" + n;
            switch (manner) {
                case WAITING -> emit(value, null).join();
                case PIPELINED -> pipelined(value);
                case KEYED -> keyed(value);
            }
        }
        pending.acquireUninterruptibly(MOST_PENDING);
        if (unexpected != null) {
            throw new IllegalStateException(name + " failed", unexpected);
        }
    }

    private Duration drawn() {
        return Duration.ofNanos(random.nextLong(pause.toNanos() / 2, pause.toNanos() * 3 / 2));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure is kept for this thread
    private void pipelined(String value) {
        pending.acquireUninterruptibly();
        emit(value, null).whenComplete((stored, failure) -> {
            unexpected = failure == null ? unexpected : failure;
            pending.release();
        });
    }

    private void keyed(String value) {
        Stop never = new Stop();
        long began = System.nanoTime();
        while (!emit(value, value).join() && System.nanoTime() - began < RETRIES.toNanos()) {
            never.within(Duration.ofMillis(100));
        }
    }

    /** Emits once; gives whether it was acknowledged. */
    private CompletableFuture<Boolean> emit(String value, @Nullable String key) {
        long emit = node.recorder().number();
        Emission emission = Emission.of(channel, EVENT, value);
        node.recorder().record(at -> new Operation.EmitInvoked(at, emit, name, channel, value, key));
        return node.realtime()
                .emitAsync(key == null ? emission : emission.withKey(key))
                .orTimeout(60, TimeUnit.SECONDS) // a hang is found by the judge, and must not become the run's
                .handle((id, failure) -> answered(emit, id, failure));
    }

    private boolean answered(long emit, @Nullable MessageId id, @Nullable Throwable failure) {
        if (id != null) {
            node.recorder().record(at -> new Operation.EmitAcknowledged(at, emit, id));
            return true;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EmitException failed) {
            node.recorder().record(at -> new Operation.EmitFailed(at, emit, failed.stored()));
            return false;
        }
        throw new IllegalStateException("An emit failed in another way than by an EmitException", cause);
    }
}
