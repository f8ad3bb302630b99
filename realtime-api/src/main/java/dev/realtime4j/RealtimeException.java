package dev.realtime4j;

import org.jspecify.annotations.Nullable;

/**
 * A call could not be carried out by the backend. Wrong arguments are {@link IllegalArgumentException}s, calls after
 * {@code close} are {@link IllegalStateException}s; all else that fails is this exception or a subclass.
 */
public class RealtimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** Whether trying again can help. */
    private final boolean retryable;

    /**
     * Makes an exception.
     *
     * @param message what failed, where, and what to do next; never a secret
     * @param cause the driver's exception, if there is one
     * @param retryable whether the same call may succeed later without any change
     */
    public RealtimeException(String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    /**
     * Tells whether trying again can help: true for an outage or a timeout, false for wrong credentials or settings.
     *
     * @return true if the same call may succeed later without any change
     */
    public boolean retryable() {
        return retryable;
    }
}
