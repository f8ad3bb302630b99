package dev.realtime4j.engine;

import dev.realtime4j.MessageId;
import dev.realtime4j.RealtimeMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An emit that is under way: complete once the transport answers, or when its time is up, whichever comes first. */
final class PendingEmit extends CompletableFuture<MessageId> implements BiConsumer<@Nullable MessageId, Throwable> {
    private final RealtimeMetrics metrics;
    private final Function<Throwable, RuntimeException> failures;
    private final Executor dependants;
    private final long start;

    /**
     * Begins.
     *
     * @param failures makes of what a transport fails with what the API documents
     * @param dependants runs what depends on it: that is the user's, and may block
     */
    PendingEmit(RealtimeMetrics metrics, Function<Throwable, RuntimeException> failures, Executor dependants) {
        this.metrics = metrics;
        this.failures = failures;
        this.dependants = dependants;
        this.start = System.nanoTime();
    }

    /** How long it has been under way. */
    long nanos() {
        return System.nanoTime() - start;
    }

    /** Takes the transport's answer. */
    @Override
    public void accept(@Nullable MessageId id, @Nullable Throwable failure) {
        if (getNumberOfDependents() > 0) {
            dependants.execute(() -> take(id, failure)); // this thread is a transport's, which others wait for
        } else {
            take(id, failure);
        }
    }

    private void take(@Nullable MessageId id, @Nullable Throwable failure) {
        if (id == null) {
            fail(failure == null ? new NullPointerException("The transport gave no id") : failure);
        } else if (complete(id)) {
            metrics.emitted(true, nanos());
        }
    }

    /** Ends it with a failure whatever is under way with it; what depends on it holds up neither the caller nor other emits. */
    void giveUp(Throwable failure) {
        dependants.execute(() -> fail(failure));
    }

    /** Ends it with a failure, unless it has ended. */
    void fail(Throwable failure) {
        if (!isDone() && completeExceptionally(failures.apply(failure))) {
            metrics.emitted(false, nanos());
        }
    }
}
