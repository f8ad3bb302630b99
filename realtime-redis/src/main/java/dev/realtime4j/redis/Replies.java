package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the driver makes of replies: byte arrays, numbers and lists of these. */
final class Replies {
    private Replies() {}

    static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : Long.parseLong(text(reply));
    }

    static MessageId id(@Nullable Object reply) {
        return MessageId.parse(text(reply));
    }

    static @Nullable MessageId idOrNull(@Nullable Object reply) {
        return reply == null ? null : id(reply);
    }

    static List<?> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("Redis has answered with something else than a list: " + text(reply));
    }

    /** Whether it is the answer to PING, also of a connection that listens. */
    static boolean isPong(@Nullable Object reply) {
        Object kind = reply instanceof List<?> parts && !parts.isEmpty() ? parts.get(0) : reply;
        return text(kind).equalsIgnoreCase("PONG");
    }

    /** A value of a list of names and values; empty if there is none. */
    static String field(@Nullable Object reply, String name) {
        List<?> list = list(reply);
        for (int i = 0; i + 1 < list.size(); i += 2) {
            if (text(list.get(i)).equals(name)) {
                return text(list.get(i + 1));
            }
        }
        return "";
    }
}
