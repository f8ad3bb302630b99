package dev.realtime4j.engine;

import dev.realtime4j.spi.Page;
import java.util.concurrent.CompletableFuture;

/**
 * A read that is under way.
 *
 * @param answer what the transport has given
 * @param start the {@link System#nanoTime} at which it was asked
 */
record PendingRead(CompletableFuture<Page> answer, long start) implements UnderWay.Call {
    @Override
    public boolean isDone() {
        return answer.isDone();
    }

    @Override
    public long nanos() {
        return System.nanoTime() - start;
    }

    @Override
    public void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }
}
