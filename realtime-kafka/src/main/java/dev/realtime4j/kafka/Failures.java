package dev.realtime4j.kafka;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.RealtimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** What the clients' exceptions mean for a caller. */
final class Failures {
    private Failures() {}

    /** Kafka's clients wrap what has happened before in an exception of no kind, which only says that it has. */
    static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause.getClass() == KafkaException.class)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether trying again can help: not where somebody has to change something first. */
    static boolean isRetryable(Throwable cause) {
        return !(cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                || cause instanceof RecordTooLargeException);
    }

    static RealtimeException of(String what, Throwable failure) {
        Throwable cause = root(failure);
        if (cause instanceof RealtimeException known) {
            return known;
        }
        return new RealtimeException(what + " failed: " + reason(cause), cause, isRetryable(cause));
    }

    /** An emit that the producer refused before it sent anything. */
    static EmitException refused(String channel, Throwable failure) {
        Throwable cause = root(failure);
        String hint = "";
        if (cause instanceof BufferExhaustedException) {
            hint = ". Too much is under way: emit slower, or set kafka.client.buffer.memory";
        } else if (cause instanceof TimeoutException) {
            // A producer that loses every broker forgets all that they have told it.
            hint = ". The brokers were lost a moment ago and are being looked for anew: try again";
        }
        return new EmitException(
                "Emitting to channel \"" + channel + "\" failed: " + reason(cause) + hint,
                cause,
                isRetryable(cause),
                Stored.NO);
    }

    /** An emit that was sent and not acknowledged. */
    static EmitException unacknowledged(String channel, Throwable cause) {
        // Not where too few replicas are in sync: an attempt before may have been stored by the leader, and comes to be
        // seen later.
        boolean refused = !isRetryable(cause);
        return new EmitException(
                "Emitting to channel \"" + channel + "\" was not acknowledged: " + reason(cause)
                        + (refused ? "" : ". To emit again safely, use an idempotency key"),
                cause,
                isRetryable(cause),
                refused ? Stored.NO : Stored.UNKNOWN);
    }

    private static String reason(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (cause instanceof AuthorizationException) {
            return text + " (docs/kafka.md lists the permissions that are needed)";
        }
        if (cause instanceof RecordTooLargeException) {
            return text + " (the topic's max.message.bytes and the broker's limits must allow max-data-bytes)";
        }
        return text;
    }
}
