package dev.realtime4j.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks the server for its time, which also shows that it still answers. */
final class ClockRequest extends Request<Boolean> {
    private static final int BYTES = 64;

    private final Door door;

    ClockRequest(Door door, long deadline) {
        super(() -> new CommandArguments(Command.TIME), BYTES, deadline);
        this.door = door;
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
    Boolean result(@Nullable Object reply) {
        door.synchronizeClock(reply);
        return true;
    }

    @Override
    RuntimeException refused(JedisDataException error) {
        return error;
    }

    @Override
    RuntimeException unanswered(Throwable cause, boolean sent) {
        return new IllegalStateException(cause);
    }
}
