package dev.realtime4j.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.api.Error;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an emit after an attempt.
 *
 * @param kind what it comes to
 * @param seq the sequence it is stored at
 * @param reason why it is not, in words
 * @param cause the driver's exception, if there is one
 */
record Outcome(Kind kind, long seq, String reason, @Nullable Throwable cause) {
    private static final int NO_RESPONDERS = 503;
    private static final int TOO_MANY_REQUESTS = 429;
    /** What the driver makes of an answer that is no JSON; a server's own error has a number of its own. */
    private static final int NO_JSON = 500;

    private static final int DUPLICATE_IN_PROCESS = 10158;

    /**
     * Insufficient resources, a sequence that is not the expected one, a file that cannot be written: a leader may say so when it
     * applies what its followers store nevertheless.
     */
    private static final Set<Integer> OF_THE_LEADER_ALONE = Set.of(10023, 10063, 10077);

    /** What it comes to. */
    enum Kind {
        /** It is stored. */
        STORED,
        /** It is not stored, and another attempt may succeed. */
        NOT_NOW,
        /** It is not stored and will not be. */
        REFUSED,
        /** Nobody knows. */
        UNKNOWN
    }

    static Outcome notSent() {
        return new Outcome(Kind.NOT_NOW, 0, "NATS cannot be reached", null);
    }

    /**
     * What is known by an answer, or without one.
     *
     * @param replicated whether others than the leader store it too
     */
    static Outcome of(@Nullable Message answer, @Nullable Throwable failure, boolean replicated) {
        if (answer == null) {
            if (failure instanceof JetStreamStatusException status
                    && status.getStatus().getCode() == NO_RESPONDERS) {
                return new Outcome(Kind.NOT_NOW, 0, "no stream takes it at the moment (no responders)", failure);
            }
            if (failure instanceof IllegalArgumentException) { // the driver finds it too large, and has sent nothing
                String advice = ". Raise the server's max_payload, or lower max-data-bytes";
                return new Outcome(Kind.REFUSED, 0, failure.getMessage() + advice, failure);
            }
            return new Outcome(Kind.UNKNOWN, 0, "it was sent and not acknowledged", failure);
        }
        try {
            long seq = new PublishAck(answer).getSeqno();
            // 0: a duplicate of one that servers before 2.10.20 were about to store, or not to
            return seq > 0
                    ? new Outcome(Kind.STORED, seq, "", null)
                    : new Outcome(Kind.UNKNOWN, 0, "the first emit of its key was not stored yet", null);
        } catch (JetStreamApiException e) {
            return new Outcome(kind(e, replicated), 0, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) { // somebody else may have answered
            return new Outcome(Kind.UNKNOWN, 0, "the acknowledgement cannot be read", e);
        }
    }

    private static Kind kind(JetStreamApiException e, boolean replicated) {
        int code = e.getErrorCode();
        int detail = e.getApiErrorCode();
        boolean unread = code == NO_JSON && detail == Error.NOT_SET;
        if (unread || (replicated && OF_THE_LEADER_ALONE.contains(detail))) {
            return Kind.UNKNOWN;
        }
        // 5xx: the server or its disk, and not the message.
        boolean passes = code >= 500 || code == TOO_MANY_REQUESTS || detail == DUPLICATE_IN_PROCESS;
        return passes ? Kind.NOT_NOW : Kind.REFUSED;
    }
}
