package dev.realtime4j.redis;

import dev.realtime4j.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the driver makes of replies: byte arrays, numbers and lists of these. */
final class Replies {
    /** Behind every message. */
    static final MessageId FARTHEST = new MessageId(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Pattern ID = Pattern.compile("\\d{1,20}-\\d{1,20}");

    private Replies() {}

    static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : Long.parseLong(text(reply));
    }

    /** The place of an entry that Redis has; {@link #FARTHEST} if no message can have it, since its numbers are too large. */
    static MessageId place(@Nullable Object reply) {
        String text = text(reply);
        try {
            return MessageId.parse(text);
        } catch (IllegalArgumentException e) {
            if (ID.matcher(text).matches()) {
                return FARTHEST;
            }
            throw e;
        }
    }

    static MessageId id(@Nullable Object reply) {
        return MessageId.parse(text(reply));
    }

    /** The place of an entry; null if there is none that a message can have. */
    static @Nullable MessageId placeOrNull(@Nullable Object reply) {
        MessageId place = reply == null ? FARTHEST : place(reply);
        return place.equals(FARTHEST) ? null : place;
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
