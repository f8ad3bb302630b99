package dev.realtime4j.engine;

import dev.realtime4j.EmitException;
import dev.realtime4j.RealtimeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Turns what a transport fails with into the exceptions that the API documents. */
final class Failures {
    private Failures() {}

    static RuntimeException of(String what, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof RealtimeException || cause instanceof IllegalArgumentException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof IllegalStateException closed) {
            return closed;
        }
        if (cause instanceof TimeoutException) {
            return timeout(what);
        }
        return new RealtimeException(
                what + " failed: " + Secrets.maskText(String.valueOf(cause.getMessage())), cause, true);
    }

    static EmitException ofEmit(String channel, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof EmitException known) {
            return known;
        }
        return new EmitException(
                "Emitting to channel \"" + channel + "\" failed: "
                        + Secrets.maskText(String.valueOf(cause.getMessage())),
                cause,
                true,
                EmitException.Stored.UNKNOWN);
    }

    static RealtimeException timeout(String what) {
        return new RealtimeException(
                what + " was not answered within the request timeout. Is the backend reachable and not overloaded?",
                null,
                true);
    }

    static IllegalStateException closed() {
        return new IllegalStateException("This Realtime is closed");
    }

    static RealtimeException interrupted(String what, InterruptedException cause) {
        return new RealtimeException(what + " was interrupted", cause, true);
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
