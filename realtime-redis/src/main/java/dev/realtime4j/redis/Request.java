package dev.realtime4j.redis;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** A command on its way, and the promise of what comes of it. Given to one {@link Pipeline}, which completes it. */
abstract class Request<T> extends CompletableFuture<T> {
    private final CommandArguments command;
    private final int bytes;
    private final long deadline;

    /**
     * Makes a request.
     *
     * @param command the command
     * @param bytes about how much memory it takes
     * @param deadline the {@link System#nanoTime} at which it fails unless it has been answered
     */
    Request(CommandArguments command, int bytes, long deadline) {
        this.command = command;
        this.bytes = bytes;
        this.deadline = deadline;
    }

    final CommandArguments command() {
        return command;
    }

    final int bytes() {
        return bytes;
    }

    final boolean isLate(long now) {
        return now - deadline >= 0;
    }

    /** Whether it may be sent again although nobody knows whether it was carried out. */
    abstract boolean repeatable();

    /** Whether carrying it out late would do harm. */
    abstract boolean changes();

    /** Makes the result of a reply. */
    abstract T result(@Nullable Object reply);

    /** Makes the failure of an error reply. */
    abstract RuntimeException refused(JedisDataException error);

    /**
     * Makes the failure of a request that was not answered.
     *
     * @param cause why
     * @param sent whether the server may have got it
     */
    abstract RuntimeException unanswered(Throwable cause, boolean sent);

    final void answer(@Nullable Object reply) {
        if (reply instanceof JedisDataException error) {
            completeExceptionally(refused(error));
            return;
        }
        T result;
        try {
            result = result(reply);
        } catch (RuntimeException e) {
            completeExceptionally(unanswered(e, true));
            return;
        }
        complete(result);
    }

    final void fail(Throwable cause, boolean sent) {
        completeExceptionally(unanswered(cause, sent));
    }
}
