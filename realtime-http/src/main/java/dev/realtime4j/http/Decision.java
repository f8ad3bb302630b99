package dev.realtime4j.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Access} has decided. Immutable.
 *
 * @param denial the answer for the client, or null if it may do what it asked for
 * @param until when a stream must ask again, or null for never
 * @param readFrom the client may not read messages with an earlier timestamp; null: it may read all that is kept
 * @param user whom the client was found to be, for {@link RealtimeHttp#disconnect} and for people; never a secret
 */
public record Decision(
        @Nullable Reply denial,
        @Nullable Instant until,
        @Nullable Instant readFrom,
        @Nullable String user) {

    private static final Decision ALLOWED = new Decision(null, null, null, null);

    /**
     * The client may do what it asked for, and read all that is kept.
     *
     * @return the decision
     */
    public static Decision allow() {
        return ALLOWED;
    }

    /**
     * The client may not do what it asked for.
     *
     * @param reply the answer
     * @return the decision
     */
    public static Decision deny(Reply reply) {
        return new Decision(reply, null, null, null);
    }

    /**
     * The client may not do what it asked for.
     *
     * @param status the status of the answer, such as 401 or 403
     * @param message what is wrong and what to do next, for the client's developer
     * @return the decision
     */
    public static Decision deny(int status, String message) {
        Reply reply = Errors.reply(status, status == 401 ? "unauthorized" : "forbidden", message);
        return deny(status == 401 ? reply.with("WWW-Authenticate", "Bearer") : reply);
    }

    /**
     * Ends the permission at a time: a stream is then told that it has expired, and ends; a client that connects again is
     * decided anew. Once it has come, every request is answered with status 401.
     *
     * @param end the time
     * @return a changed copy
     */
    public Decision until(Instant end) {
        return new Decision(denial, end, readFrom, user);
    }

    /**
     * Hides what was emitted before a time, such as the moment when the user joined: from streams, whatever position the
     * client gives, and from history.
     *
     * @param start the earliest timestamp that may be read
     * @return a changed copy
     */
    public Decision readFrom(Instant start) {
        return new Decision(denial, until, start, user);
    }

    /**
     * Lets the client read only what is emitted while it is connected: its positions are ignored, and history is denied.
     *
     * @return a changed copy
     */
    public Decision readNothing() {
        return readFrom(Instant.MAX);
    }

    /**
     * Says who the client is.
     *
     * @param name a name for people and for {@link RealtimeHttp#disconnect}; never a secret
     * @return a changed copy
     */
    public Decision user(String name) {
        return new Decision(denial, until, readFrom, name);
    }

    boolean readsNothing() {
        return Instant.MAX.equals(readFrom);
    }
}
