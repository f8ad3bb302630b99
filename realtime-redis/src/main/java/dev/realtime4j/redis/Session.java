package dev.realtime4j.redis;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One life of a pipeline's connection: what was written to it and is not answered yet, in the order of the writes. */
final class Session {
    private static final long MOST_REPLY_BYTES = 8L * 1024 * 1024;

    private final Wire wire;
    private final @Nullable String identity;
    private final ArrayDeque<Request<?>> unanswered = new ArrayDeque<>();
    private long bytes;
    private long replyBytes;
    private boolean ended;
    private volatile @Nullable Throwable reason;
    private final long since = System.nanoTime();
    /** The last answer, or the write that came after all had been answered. */
    private long waitingSince;

    /**
     * Makes a session of an established connection.
     *
     * @param identity how the server calls this connection, if it says so
     */
    private Session(Wire wire, @Nullable String identity) {
        this.wire = wire;
        this.identity = identity;
    }

    /**
     * Begins a session on a connection on which everything was answered.
     *
     * @param wire still times out, so that a server that goes silent meanwhile keeps nobody
     */
    static Session begin(Wire wire) {
        Session begun = new Session(wire, Door.identity(wire));
        wire.setSoTimeout(0);
        return begun;
    }

    Wire wire() {
        return wire;
    }

    /** The {@link System#nanoTime} at which the connection was there. */
    long since() {
        return since;
    }

    @Nullable
    String identity() {
        return identity;
    }

    /** Notes a request that is about to be written; false if the session has ended. */
    boolean writing(Request<?> request) {
        synchronized (unanswered) {
            if (ended) {
                return false;
            }
            if (unanswered.isEmpty()) {
                waitingSince = System.nanoTime();
            }
            unanswered.add(request);
            request.begin();
            bytes += request.bytes();
            replyBytes += request.replyBytes();
            return true;
        }
    }

    /** Whether a reply is only the answer to the permission to ask (ASKING) that goes before the next request. */
    boolean isAboutAsking() {
        synchronized (unanswered) {
            Request<?> next = unanswered.peek();
            if (next == null || !next.isAsking()) {
                return false;
            }
            next.setAsking(false);
            return true;
        }
    }

    /** The request that a reply belongs to. */
    @Nullable
    Request<?> answered() {
        synchronized (unanswered) {
            waitingSince = System.nanoTime();
            Request<?> request = unanswered.poll();
            if (request != null) {
                bytes -= request.bytes();
                replyBytes -= request.replyBytes();
            }
            return request;
        }
    }

    /** Whether at most that many requests with so many bytes are under way, and answers that a server can keep. */
    boolean hasRoom(int requests, long most) {
        synchronized (unanswered) {
            return unanswered.size() < requests && bytes < most && replyBytes < MOST_REPLY_BYTES;
        }
    }

    /** Whether an answer is overdue: the oldest request's time is up, or nothing was heard for that many nanoseconds. */
    boolean isStuck(long now, long silence) {
        synchronized (unanswered) {
            Request<?> oldest = unanswered.peek();
            return oldest != null && (oldest.isLate(now) || now - waitingSince >= silence);
        }
    }

    /** Cuts the connection. */
    void giveUp(Throwable cause) {
        reason = cause;
        wire.kill();
    }

    /** Why the connection is lost: what it was cut for, or else what the driver says. */
    Throwable reason(Throwable found) {
        return reason == null ? found : reason;
    }

    /** Ends the session; gives what was left without an answer. */
    List<Request<?>> end() {
        wire.kill();
        synchronized (unanswered) {
            ended = true;
            List<Request<?>> left = List.copyOf(unanswered);
            unanswered.clear();
            return left;
        }
    }
}
