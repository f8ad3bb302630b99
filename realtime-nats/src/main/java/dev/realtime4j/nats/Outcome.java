package dev.realtime4j.nats;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import java.io.IOException;
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
    private static final int DUPLICATE_IN_PROCESS = 10158;

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

    static Outcome of(@Nullable Message answer, @Nullable Throwable failure) {
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
            return new Outcome(Kind.STORED, new PublishAck(answer).getSeqno(), "", null);
        } catch (JetStreamApiException e) {
            // 5xx: the server or its disk, and not the message.
            boolean passes = e.getErrorCode() >= 500 || e.getApiErrorCode() == DUPLICATE_IN_PROCESS;
            return new Outcome(passes ? Kind.NOT_NOW : Kind.REFUSED, 0, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            return new Outcome(Kind.UNKNOWN, 0, "the acknowledgement cannot be read", e);
        }
    }
}
