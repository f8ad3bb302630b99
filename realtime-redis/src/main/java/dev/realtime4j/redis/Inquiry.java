package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks the server for something that it says of itself, which also shows that it still answers. */
final class Inquiry<T> extends Request<T> {
    private static final int BYTES = 64;

    private final Function<@Nullable Object, T> reader;

    /**
     * Makes an inquiry.
     *
     * @param command takes no arguments
     * @param reader makes the result of the reply
     */
    Inquiry(Command command, Function<@Nullable Object, T> reader, long deadline) {
        super(() -> new CommandArguments(command), BYTES, deadline);
        this.reader = reader;
    }

    @Override
    boolean repeatable() {
        return false;
    }

    @Override
    boolean changes() {
        return false;
    }

    @Override
    T result(@Nullable Object reply) {
        return reader.apply(reply);
    }

    @Override
    RuntimeException refused(JedisDataException error) {
        return error;
    }

    @Override
    RuntimeException unanswered(Throwable cause, boolean sent) {
        return new RealtimeException("Redis does not say what it was asked of itself", cause, true);
    }
}
