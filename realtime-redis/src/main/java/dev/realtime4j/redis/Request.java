package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** A command on its way, and the promise of what comes of it. Given to one {@link Pipeline}, which completes it. */
abstract class Request<T> extends CompletableFuture<T> {
    private final Supplier<CommandArguments> command;
    private final int bytes;
    private final long deadline;
    private @Nullable Router router;
    private String place = "";
    private boolean asking;
    private int replyBytes;

    /** Who is told what has become of a request, and may take it back to send it elsewhere. */
    interface Router {
        /**
         * The server has refused to carry a request out.
         *
         * @return whether it is taken back, and so not completed
         */
        boolean takesBack(Request<?> request, JedisDataException error);

        /**
         * A request is about to be completed.
         *
         * @param sent whether the server may have carried it out
         */
        void settled(Request<?> request, boolean sent);
    }

    /**
     * Makes a request.
     *
     * @param command makes the command when it is sent, which it may never be
     * @param bytes about how much memory it takes
     * @param deadline the {@link System#nanoTime} at which it fails unless it has been answered
     */
    Request(Supplier<CommandArguments> command, int bytes, long deadline) {
        this.command = command;
        this.bytes = bytes;
        this.deadline = deadline;
    }

    /** To be called before it is sent: who is told of it, and the stream that it is for. */
    final void setRouter(Router value, String stream) {
        router = value;
        place = stream;
    }

    /** The stream that it is for. */
    final String place() {
        return place;
    }

    /** Whether the server is only asked for what it is about to take over from another one. */
    final boolean isAsking() {
        return asking;
    }

    final void setAsking(boolean value) {
        asking = value;
    }

    final CommandArguments command() {
        return command.get();
    }

    final int bytes() {
        return bytes;
    }

    /** About how long its answer will be. */
    int expectedBytes() {
        return 0;
    }

    /** It is about to be written: reckons how long its answer will be. */
    final void begin() {
        replyBytes = expectedBytes();
    }

    /** How long its answer was reckoned to be. */
    final int replyBytes() {
        return replyBytes;
    }

    final long deadline() {
        return deadline;
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
            if (router == null || !router.takesBack(this, error)) {
                settled(false);
                completeExceptionally(refused(error));
            }
            return;
        }
        settled(true);
        T result;
        try {
            result = result(reply);
        } catch (RuntimeException | Error e) {
            completeExceptionally(unanswered(e, true));
            return;
        }
        complete(result);
    }

    final void fail(Throwable cause, boolean sent) {
        settled(sent);
        completeExceptionally(unanswered(cause, sent));
    }

    /**
     * The server that it was given to has not carried it out and will not be asked again: another one may be. An emit fails:
     * those before it may be on their way back only after it.
     */
    final void sendBack(String reason) {
        if (changes() || router == null || !router.takesBack(this, new JedisDataException("TRYAGAIN " + reason))) {
            fail(new RealtimeException(reason, null, true), false);
        }
    }

    private void settled(boolean sent) {
        if (router != null) {
            router.settled(this, sent);
        }
    }
}
