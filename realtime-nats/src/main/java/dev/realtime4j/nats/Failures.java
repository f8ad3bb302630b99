package dev.realtime4j.nats;

import dev.realtime4j.EmitException;
import dev.realtime4j.EmitException.Stored;
import dev.realtime4j.RealtimeException;
import io.nats.client.AuthenticationException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions that the SPI asks for. */
final class Failures {
    private Failures() {}

    /** Why connecting has failed, and what to do next (Rule F1). */
    static RealtimeException connect(NatsSettings settings, Exception e, String complaint) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (e instanceof RealtimeException known) {
            return new RealtimeException(
                    "NATS at " + settings + ": " + known.getMessage() + complaint, known, known.retryable());
        }
        boolean denied = e instanceof AuthenticationException;
        String advice = denied
                ? " refuses the credentials. Give them in the URL (nats://user:password@host) or by nats.credentials-file"
                : " cannot be reached. Is the server running, and does it listen there?";
        return new RealtimeException("NATS at " + settings + advice + " (" + e.getMessage() + ")", e, !denied);
    }

    static RealtimeException away() {
        return away("");
    }

    /** With why the connection cannot be had, as the end of a sentence. */
    static RealtimeException away(String why) {
        return new RealtimeException(
                "NATS cannot be reached at the moment; the connection is being made anew" + why, null, true);
    }

    static RealtimeException lost(String cause) {
        return new RealtimeException("The NATS connection is lost: " + cause, null, true);
    }

    static RealtimeException read(String what, @Nullable Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof RealtimeException known) {
            return known;
        }
        String why = cause == null || cause instanceof CancellationException ? "" : ": " + cause.getMessage();
        return new RealtimeException(what + why, cause, true);
    }

    static EmitException emit(String channel, String why, @Nullable Throwable cause, boolean retryable, Stored stored) {
        return new EmitException(
                "Emitting to channel \"" + channel + "\" failed: " + why, unwrapped(cause), retryable, stored);
    }

    static IllegalStateException closed() {
        return new IllegalStateException("This NATS transport is closed");
    }

    static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
