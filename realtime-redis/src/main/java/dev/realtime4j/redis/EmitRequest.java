package dev.realtime4j.redis;

import dev.realtime4j.EmitException;
import dev.realtime4j.MessageId;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** An emit on its way. */
final class EmitRequest extends Request<MessageId> {
    private final String channel;

    EmitRequest(String channel, CommandArguments command, int bytes, long deadline) {
        super(() -> command, bytes, deadline);
        this.channel = channel;
    }

    @Override
    boolean repeatable() {
        return false;
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    MessageId result(@Nullable Object reply) {
        return Replies.id(reply);
    }

    /** The script stores the entry before all that could still be refused to a user who may do only part of it. */
    @Override
    RuntimeException refused(JedisDataException error) {
        boolean perhaps = Failures.code(error).equals("NOPERM");
        return Failures.emit(channel, error, perhaps ? EmitException.Stored.UNKNOWN : EmitException.Stored.NO);
    }

    @Override
    RuntimeException unanswered(Throwable cause, boolean sent) {
        return Failures.emit(channel, cause, sent ? EmitException.Stored.UNKNOWN : EmitException.Stored.NO);
    }
}
