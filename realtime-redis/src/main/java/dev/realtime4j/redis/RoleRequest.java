package dev.realtime4j.redis;

import dev.realtime4j.RealtimeException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks the server whether it is a master. */
final class RoleRequest extends Request<Boolean> {
    private static final int BYTES = 64;

    RoleRequest(long deadline) {
        super(() -> new CommandArguments(Command.HELLO), BYTES, deadline);
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
        return Replies.field(reply, "role").equals("master");
    }

    @Override
    RuntimeException refused(JedisDataException error) {
        return error;
    }

    @Override
    RuntimeException unanswered(Throwable cause, boolean sent) {
        return new RealtimeException("The role of the server is not known", cause, true);
    }
}
