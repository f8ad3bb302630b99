package dev.realtime4j.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.exceptions.JedisDataException;

/** Asks for the newest entries of many channels. */
final class GlanceRequest extends Request<List<?>> {
    private static final int BYTES_EACH = 256;

    private final int channels;

    GlanceRequest(CommandArguments command, int channels, long deadline) {
        super(() -> command, channels * BYTES_EACH, deadline);
        this.channels = channels;
    }

    @Override
    boolean repeatable() {
        return true;
    }

    @Override
    boolean changes() {
        return false;
    }

    @Override
    List<?> result(@Nullable Object reply) {
        List<?> markers = Replies.list(reply);
        if (markers.size() != channels) {
            throw new IllegalStateException("Redis tells of " + markers.size() + " channels, asked for " + channels);
        }
        return markers;
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
